import type { IncomingMessage } from 'node:http'
import type { Kept } from './answer-cache.ts'

/** Clients ask for the same in few ways; more of them are answered all the same. */
const MAX_SHORTCUTS = 8

/** Who asks in more words is no usual client. */
const MAX_CHARACTERS = 1000

/** All of a request but its address that the choice among public answers depends on, as it was sent. */
interface Wishes {
  readonly languages: string | undefined
  readonly types: string | undefined
  readonly encodings: string | undefined
}

/** All that is sent of a kept answer to those who ask for it in one way. */
export interface Shortcut {
  readonly wishes: Wishes
  /** The key under which the answer is kept. */
  readonly key: string
  readonly kept: Kept
  readonly bytes: Buffer
  /** The head as far as it is the same for everyone. */
  readonly full: string
  /** That of a 304. */
  readonly brief: string
}

/** The ways to ask for each address of which it is known what is sent. */
export class ShortcutIndex {
  readonly #byUrl = new Map<string, Shortcut[]>()

  find({ url = '', headers }: IncomingMessage): Shortcut | undefined {
    const ofUrl = this.#byUrl.get(url)
    if (!ofUrl) return undefined
    const languages = headers['accept-language']
    const encodings = headers['accept-encoding']
    return ofUrl.find(
      ({ wishes }) =>
        wishes.languages === languages &&
        wishes.types === headers.accept &&
        wishes.encodings === encodings,
    )
  }

  add(request: IncomingMessage, shortcut: Omit<Shortcut, 'wishes'>): void {
    const { url = '' } = request
    const wishes = wishesOf(request)
    if (Object.values(wishes).join().length > MAX_CHARACTERS || this.find(request)) return
    // Whoever comes now makes room for themselves: else a few odd clients would shut all others out.
    const others = (this.#byUrl.get(url) ?? []).slice(1 - MAX_SHORTCUTS)
    this.#byUrl.set(url, [...others, { ...shortcut, wishes }])
  }

  /** Forgets the ways to an answer that is kept no longer. */
  delete({ url, kept }: { url: string; kept: Kept }): void {
    const others = this.#byUrl.get(url)?.filter((shortcut) => shortcut.kept !== kept) ?? []
    if (others.length > 0) this.#byUrl.set(url, others)
    else this.#byUrl.delete(url)
  }
}

const wishesOf = ({ headers }: IncomingMessage): Wishes => ({
  languages: headers['accept-language'],
  types: headers.accept,
  encodings: headers['accept-encoding'],
})
