import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A key's id without hyphens, then its secret: 32 random bytes in base64url. */
const shape =
  /^atlas_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([\w-]{43})$/

export interface Token {
  id: string
  secret: string
}

/** The parts of `atlas_<id>_<secret>`, or null where it is something else. */
export function readToken(text: string): Token | null {
  const [matched, ...parts] = shape.exec(text) ?? []
  const secret = parts.pop()
  return matched === undefined || secret === undefined ? null : { id: parts.join('-'), secret }
}

export const newSecret = (): string => randomBytes(32).toString('base64url')

export const writeToken = ({ id, secret }: Token): string =>
  `atlas_${id.replaceAll('-', '')}_${secret}`

/** A secret of 256 random bits needs no slow hash: nobody can try them all. */
export const hashOf = (secret: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(secret).digest())

/** Compares in constant time. */
export const isSecret = (secret: string, hash: Uint8Array): boolean =>
  timingSafeEqual(hashOf(secret), hash)
