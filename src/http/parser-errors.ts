import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type {
  ConnectionError,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
} from 'fastify'
import { Problem } from '../problem.ts'
import { edgeHeaders } from './edge.ts'
import { sendProblem } from './problem-answer.ts'
import { problemOf } from './problem-of.ts'
import { problemBody } from './problems.ts'

/** For what the router refuses before any hook runs: an address that cannot be decoded, a path segment too long. */
export function frameworkErrors(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.headers(edgeHeaders(request.id))
  const detail = 'The address contains a malformed percent-encoding.'
  const malformed = new Problem('invalid-request', { detail })
  const problem = error.code === 'FST_ERR_BAD_URL' ? malformed : problemOf(error, request)
  sendProblem(problem, request, reply)
}

/** For what Node's parser refuses before there is a request: the answer is written on the bare socket. */
export function clientErrorHandler(
  this: FastifyInstance,
  error: ConnectionError,
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const requestId = randomUUID()
  const problem = refusalOf(error.code)
  this.log.info(
    { reqId: requestId, code: error.code, status: problem.status },
    'refused by the parser',
  )
  if (socket.writable && !answerUnderWay(socket)) socket.write(rawAnswer(problem, requestId))
  socket.destroySoon()
}

function refusalOf(code: string): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-timeout')
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem('headers-too-large')
  return new Problem('invalid-request', { detail: 'This is not valid HTTP/1.1.' })
}

/** Node keeps the answer that it is writing on the socket; a second one in its midst would corrupt it. */
function answerUnderWay(socket: Socket): boolean {
  const answer: unknown = Reflect.get(socket, '_httpMessage')
  return (
    typeof answer === 'object' && answer !== null && Reflect.get(answer, '_headerSent') === true
  )
}

function rawAnswer(problem: Problem, requestId: string): string {
  const body = JSON.stringify(problemBody(problem, requestId))
  const headers = {
    ...edgeHeaders(requestId),
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Date: new Date().toUTCString(),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`
}
