import type { Notice, ParseResult, ProfileDocument } from './document.ts'

const noticesShown = 200
const noticesKept = 2000

/** Collects what there is to say of a document while it is read. */
export class Findings {
  readonly #errors: Notice[] = []
  readonly #warnings: Notice[] = []

  error(line: number, message: string): void {
    keep(this.#errors, { line, message })
  }

  warn(line: number, message: string): void {
    keep(this.#warnings, { line, message })
  }

  /** The outcome of reading: the document where there is one and no error was found. */
  result(document: ProfileDocument | null): ParseResult {
    const warnings = inOrder(this.#warnings)
    return document && this.#errors.length === 0
      ? { ok: true, document, warnings }
      : { ok: false, errors: inOrder(this.#errors), warnings }
  }
}

function keep(notices: Notice[], notice: Notice) {
  if (notices.length < noticesKept) notices.push(notice)
}

/** Sorted by line, each once; cut off where the document is so broken that the list would help no one. */
function inOrder(notices: Notice[]): Notice[] {
  const unique = new Map(notices.map((notice) => [`${notice.line} ${notice.message}`, notice]))
  const sorted = [...unique.values()].sort((a, b) => a.line - b.line)
  const [first] = sorted.splice(noticesShown)
  return first ? [...sorted, { line: first.line, message: 'and more from here on' }] : sorted
}

/** A piece of a document as a message quotes it. */
export function quoted(text: string): string {
  const characters = Array.from(text.slice(0, 200))
  return `“${characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text}”`
}
