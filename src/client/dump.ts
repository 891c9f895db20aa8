import type { ExportLine } from './generated/types.gen.ts'

/** A dump that broke off before its last line: throw away what came of it. */
export class IncompleteDump extends Error {
  override name = 'IncompleteDump'
}

/** The lines of a dump as they arrive. Throws `IncompleteDump` where the one that says `end` never comes. */
export async function* linesOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ExportLine, void, undefined> {
  let ended = false
  try {
    for await (const text of textLinesOf(body)) {
      const line = JSON.parse(text) as ExportLine
      ended = line.type === 'end'
      yield line
    }
  } catch (cause) {
    if (cause instanceof DOMException) throw cause // an abort, which somebody wanted
    throw new IncompleteDump('The dump broke off.', { cause })
  }
  if (!ended) throw new IncompleteDump('The dump has no end.')
}

async function* textLinesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } finally {
    // Also where the reader of the lines has had enough.
    await reader.cancel().catch(() => undefined)
  }
}
