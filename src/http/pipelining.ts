import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import fp from 'fastify-plugin'
import { unavailable } from '../problem.ts'

/** Browsers send one request after another, and programs that do not seldom send many. */
const MAX_WAITING = 32

const unanswered = new WeakMap<Socket, Set<ServerResponse>>()

/**
 * Bounds how many requests of one connection wait for each other, and ends all of them with it. Node tells only the
 * response whose turn it is that its connection has closed; those behind it would be waited for without end.
 */
export const pipelining = fp(
  async (app) => {
    app.addHook('onRequest', (request, { raw: response }, done) => {
      const responses = responsesOn(request.raw.socket)
      responses.add(response)
      response.once('close', () => responses.delete(response))
      if (responses.size > MAX_WAITING) {
        throw unavailable('Too many requests wait for their turn on this connection.', 1)
      }
      done()
    })
  },
  { name: 'pipelining' },
)

function responsesOn(socket: Socket): Set<ServerResponse> {
  const known = unanswered.get(socket)
  if (known) return known
  const responses = new Set<ServerResponse>()
  unanswered.set(socket, responses)
  socket.once('close', () => {
    for (const response of responses) if (!response.socket) end(response)
  })
  return responses
}

/** As Node does it for the response whose turn it is. */
function end(response: ServerResponse): void {
  response.destroy()
  response.emit('close')
}
