import { once } from 'node:events'
import { startCommand } from './command.ts'

/** A server in a process of its own, on a free port, which can be killed as a power cut would. */
export async function startServer(env: Record<string, string>) {
  const child = startCommand(['serve'], { PORT: '0', ...env })
  const exit = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  // Goes on reading afterwards: a server whose stderr is closed would fail at its next line.
  let said = ''
  const address = new Promise<string>((resolve) => {
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/v1/.exec(said)?.[1]
      if (found) resolve(found)
    })
  })
  const url = await Promise.race([address, exit.then(() => '')])
  if (url === '') throw new Error(`The server did not start: ${said}`)
  return { child, exit, url }
}
