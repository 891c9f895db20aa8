import { SingleBar } from 'cli-progress'

/** Progress and notices go to stderr, results to stdout, so that a pipe carries results only. */
export const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

export interface Progress {
  step: (done: number, total: number, name: string) => void
  end: () => void
}

/** A bar on a terminal; elsewhere a plain line now and then. */
export function showProgress(): Progress {
  if (!process.stderr.isTTY) {
    return {
      step: (done, total, name) => {
        if (total > 1 && (done % 25 === 0 || done === total)) tell(`${done}/${total} ${name}`)
      },
      end: () => {},
    }
  }
  const bar = new SingleBar({ format: '{bar} {value}/{total} {name}', stream: process.stderr })
  let started = false
  return {
    step: (done, total, name) => {
      if (!started) bar.start(total, done, { name })
      else bar.update(done, { name })
      started = true
    },
    end: () => bar.stop(),
  }
}
