import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse, stringify } from 'uuid'

const ID_BYTES = 16
const TIME_BYTES = 6
const MAC_BYTES = 32

/** What a link names, in a form that cannot be guessed: id and time of expiry under a MAC. */
export function writeLinkToken(key: Buffer, id: string, expiresAt: Date): string {
  const body = Buffer.alloc(ID_BYTES + TIME_BYTES)
  body.set(parse(id))
  body.writeUIntBE(expiresAt.getTime(), ID_BYTES, TIME_BYTES)
  return Buffer.concat([body, macOf(key, body)]).toString('base64url')
}

/** The id of the link whose token it is; null where it was forged or has expired. */
export function readLinkToken(key: Buffer, token: string, now: Date): string | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== ID_BYTES + TIME_BYTES + MAC_BYTES) return null
  const body = bytes.subarray(0, ID_BYTES + TIME_BYTES)
  if (!timingSafeEqual(bytes.subarray(body.length), macOf(key, body))) return null
  if (body.readUIntBE(ID_BYTES, TIME_BYTES) <= now.getTime()) return null
  return stringify(body.subarray(0, ID_BYTES))
}

const macOf = (key: Buffer, body: Buffer): Buffer => createHmac('sha256', key).update(body).digest()
