import { type ChildProcessByStdio, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export const checkout = fileURLToPath(new URL('../../../', import.meta.url))

/** A program of this folder in a process of its own; it speaks by lines on stdout, and ends with its stdin. */
export interface Child {
  process: ChildProcessByStdio<Writable, Readable, Readable>
  /** Its next line; rejects with what it wrote to stderr where it ends instead. */
  line(): Promise<string>
  /** Closes its stdin and waits for its exit code. */
  finish(): Promise<number | null>
}

interface ChildOptions extends Pick<SpawnOptions, 'uid' | 'gid' | 'detached'> {
  /** A copy of the project that it runs from. */
  from?: string
}

export function startChild(
  name: 'member' | 'migrator',
  args: string[],
  { from = checkout, ...options }: ChildOptions = {},
): Child {
  const script = join(from, 'tests/database/children', `${name}.ts`)
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    ...options,
    cwd: checkout,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  return {
    process: child,
    line: async () => {
      const next = await lines.next()
      if (next.done) throw new Error(`${name} ended: ${said}`)
      return next.value
    },
    finish: async () => {
      child.stdin.end()
      const [code] = await exit
      return code
    },
  }
}
