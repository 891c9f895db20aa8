import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { isRecord } from '../../src/http/openapi-document.ts'
import { WrittenResponse } from '../../src/http/written-response.ts'
import { contractOf, type Exchange } from './contract.ts'

/**
 * Checks every answer that an app sends against its contract, whoever asked and however. Answers a function that
 * throws what was found.
 */
export function watchAnswers(app: FastifyInstance): () => void {
  const faults: unknown[] = []
  // Before the app's own listener, which may answer at once.
  app.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const heard = listenTo(response)
    response.once('finish', () => {
      try {
        contractOf(app).check(exchangeOf(request, response, heard))
      } catch (fault) {
        faults.push(fault)
      }
    })
  })
  return () => {
    if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join('\n\n'))
  }
}

interface Heard {
  headers: Record<string, unknown>
  chunks: Buffer[]
}

/** Notes down what is written, which Node does not keep. */
function listenTo(response: ServerResponse): Heard {
  const heard: Heard = { headers: {}, chunks: [] }
  const hear = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array)
      heard.chunks.push(Buffer.from(chunk))
  }
  const write = response.write.bind(response)
  const end = response.end.bind(response)
  const writeHead = response.writeHead.bind(response)
  Object.assign(response, {
    write: (...args: [unknown]) => {
      hear(args[0])
      return Reflect.apply(write, undefined, args)
    },
    end: (...args: [unknown]) => {
      hear(args[0])
      return Reflect.apply(end, undefined, args)
    },
    writeHead: (...args: [number, unknown]) => {
      // Headers that come with the status are not among those that were set.
      Object.assign(heard.headers, headersIn(args.at(-1)))
      return Reflect.apply(writeHead, undefined, args)
    },
  })
  return heard
}

/** As `writeHead` takes them: an object, or names and values in turn. */
function headersIn(given: unknown): Record<string, unknown> {
  if (!Array.isArray(given)) return isRecord(given) ? given : {}
  const pairs = given.flatMap((name, index) => (index % 2 === 0 ? [[name, given[index + 1]]] : []))
  return Object.fromEntries(pairs)
}

function exchangeOf(
  { method = 'GET', url: path = '/' }: IncomingMessage,
  response: ServerResponse,
  heard: Heard,
): Exchange {
  const set = { ...response.getHeaders(), ...heard.headers }
  const written = response instanceof WrittenResponse ? (response._header ?? '') : ''
  const all = Object.entries(set).length > 0 ? Object.entries(set) : fieldsIn(written)
  const headers = Object.fromEntries(
    all.map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
  const bytes = method === 'HEAD' ? Buffer.alloc(0) : Buffer.concat(heard.chunks)
  const text = decoded(bytes, headers['content-encoding']).toString()
  return { method, path, status: response.statusCode, headers, text }
}

/** What stands in a head that was written at once, beneath its status line. */
const fieldsIn = (head: string): [string, string][] =>
  [...head.matchAll(/^([\w-]+): (.*)\r$/gm)].map(([, name = '', value = '']) => [name, value])

function decoded(bytes: Buffer, encoding: string | undefined): Buffer {
  if (bytes.length === 0) return bytes
  if (encoding === 'br') return brotliDecompressSync(bytes)
  return encoding === 'gzip' ? gunzipSync(bytes) : bytes
}
