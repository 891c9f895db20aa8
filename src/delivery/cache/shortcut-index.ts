import type { IncomingMessage } from 'node:http'
import type { Kept } from './answer-cache.ts'

/** Clients ask for the same in few ways; more of them are answered all the same. */
const MAX_SHORTCUTS = 4

/** Who asks in more words is no usual client. */
const MAX_CHARACTERS = 1000

/** The head of an answer as far as it is the same for everyone, and that of the 304 in its place. */
export interface Head {
  readonly full: string
  readonly brief: string
}

/** All that is sent of a kept answer to those who ask for it in one way. */
export interface Shortcut {
  /** The key under which the answer is kept. */
  readonly key: string
  readonly kept: Kept
  readonly bytes: Buffer
  readonly head: Head
}

/** A way to ask, as it is sent, and what is sent then: these three and nothing else decide among public answers. */
export interface Way extends Shortcut {
  /** The address and the languages. */
  readonly place: string
  readonly types: string | undefined
  readonly encodings: string | undefined
}

/** The ways to ask of which it is known what is sent. */
export class ShortcutIndex {
  readonly #byPlace = new Map<string, Way[]>()

  find(request: IncomingMessage): Shortcut | undefined {
    const { accept, 'accept-encoding': encoding } = request.headers
    return this.#byPlace
      .get(placeOf(request))
      ?.find(({ types, encodings }) => types === accept && encodings === encoding)
  }

  add(request: IncomingMessage, { key, kept, bytes, head }: Shortcut): void {
    const { accept: types, 'accept-encoding': encodings } = request.headers
    const place = placeOf(request)
    const { ways } = kept
    if (`${place}${types}${encodings}`.length > MAX_CHARACTERS || this.find(request)) return
    // Whoever comes now makes room for themselves: else a few odd clients would shut all others out.
    if (ways.length === MAX_SHORTCUTS) this.#delete(ways.splice(0, 1))
    // Each field by its name, so that all ways have one hidden class: every request reads most of these fields.
    const way = { place, types, encodings, key, kept, bytes, head }
    ways.push(way)
    this.#byPlace.set(place, [...(this.#byPlace.get(place) ?? []), way])
  }

  /** Forgets the ways to an answer that is kept no longer. */
  delete(kept: Kept): void {
    this.#delete(kept.ways.splice(0))
  }

  #delete(ways: readonly Way[]): void {
    for (const way of ways) {
      const others = this.#byPlace.get(way.place)?.filter((other) => other !== way)
      if (others?.length) this.#byPlace.set(way.place, others)
      else this.#byPlace.delete(way.place)
    }
  }
}

/** Most programs want no language, and need no text put together to be found. */
function placeOf({ url = '', headers }: IncomingMessage): string {
  const languages = headers['accept-language']
  return languages === undefined ? url : `${url}\n${languages}`
}
