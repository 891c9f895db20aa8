import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { contractOf } from './contract.ts'

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options'

/**
 * Sends requests to a listening app, with a key where one is given; each answer is checked against the app's own
 * contract.
 */
export function api(app: FastifyInstance, key?: string) {
  const agent = supertest(app.server)
  const send = (method: Method, path: string) => {
    const request = agent[method](path).expect((answer) => {
      const { status, headers, text } = answer
      // There is no text on HEAD, whatever the types say.
      const exchange = { method: method.toUpperCase(), path, status, headers, text: text || '' }
      contractOf(app).check(exchange)
    })
    // As other clients do, and as kept answers need it.
    request.set('Connection', 'keep-alive')
    if (method === 'patch') request.type('application/merge-patch+json')
    return key === undefined ? request : request.set('Authorization', `Bearer ${key}`)
  }
  return {
    get: (path: string) => send('get', path),
    head: (path: string) => send('head', path),
    post: (path: string) => send('post', path),
    put: (path: string) => send('put', path),
    patch: (path: string) => send('patch', path),
    delete: (path: string) => send('delete', path),
    options: (path: string) => send('options', path),
  }
}
