import type { Server } from 'node:http'
import { Server as Listener } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Clients that are busy use a connection again sooner. */
const WITHIN_MS = 1000

/**
 * Takes no new connections, and waits until clients have left a server that tells each of them, with its answer, that the
 * connection ends; no longer than a second, which those take up who keep a connection and ask nothing. To close a
 * connection that seems idle, as `close` of an HTTP server does, would lose the request that is on its way to it.
 */
export async function untilClientsLeft(server: Server): Promise<void> {
  // Who is told to leave comes back at once, and would wait in a queue that ends with the server.
  Listener.prototype.close.call(server)
  const countConnections = promisify(server.getConnections.bind(server))
  const until = performance.now() + WITHIN_MS
  while (performance.now() < until && (await countConnections()) > 0) await delay(20)
}
