/** A webhook whose signature holds. */
export interface VerifiedWebhook {
  /** The same on every try and every replay: what came twice is known by it. */
  id: string
  sentAt: Date
  payload: { type: string; [field: string]: unknown }
}

/** Not from the atlas, too old, or altered on the way: answer it with a 400 and do nothing. */
export class UnverifiedWebhook extends Error {
  override name = 'UnverifiedWebhook'
}

/** As `fetch`, or as Node's server has them. */
type WebhookHeaders = Headers | Record<string, string | string[] | undefined>

interface Verification {
  /** How far its time may be from ours, so that nobody sends again what was overheard. */
  toleranceSeconds?: number
  now?: Date
}

/**
 * Verifies a webhook (Standard Webhooks) and answers what it says. The body must be as it came, to the byte. While a
 * secret is being replaced, give both; any of the signatures that the webhook bears may be of any of them.
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = 300, now = new Date() }: Verification = {},
): Promise<VerifiedWebhook> {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signatures = signaturesIn(headerOf(headers, 'webhook-signature'))
  if (!/^\d{1,12}$/.test(timestamp)) throw new UnverifiedWebhook('webhook-timestamp is no time.')
  const sentAt = new Date(Number(timestamp) * 1000)
  if (Math.abs(now.getTime() - sentAt.getTime()) > toleranceSeconds * 1000) {
    throw new UnverifiedWebhook('It was sent too long ago, or in the future.')
  }
  const body = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : rawBody
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    if (await isSignedWith(secret, signed, signatures))
      return { id, sentAt, payload: payloadOf(body) }
  }
  throw new UnverifiedWebhook('No signature fits.')
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : valueIn(headers, name)
  if (typeof value === 'string' && value !== '') return value
  throw new UnverifiedWebhook(`The header ${name} is missing.`)
}

const valueIn = (headers: Record<string, unknown>, name: string): unknown =>
  Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1]

/** The signatures of version 1; others, of later versions or with public keys, are not ours to check. */
function signaturesIn(header: string): Uint8Array<ArrayBuffer>[] {
  return header.split(' ').flatMap((each) => {
    const [version, signature] = each.split(',')
    const bytes = version === 'v1' ? bytesOf(signature ?? '') : null
    return bytes ? [bytes] : []
  })
}

async function isSignedWith(
  secret: string,
  signed: Uint8Array<ArrayBuffer>,
  signatures: Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  const bytes = bytesOf(secret.replace(/^whsec_/, ''))
  if (!bytes || bytes.length === 0) throw new TypeError('A webhook secret is `whsec_` and base64.')
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
  // WebCrypto compares in constant time.
  const fits = await Promise.all(
    signatures.map((signature) => crypto.subtle.verify('HMAC', key, signature, signed)),
  )
  return fits.includes(true)
}

function payloadOf(body: Uint8Array): VerifiedWebhook['payload'] {
  const payload = parsed(new TextDecoder().decode(body))
  if (isPayload(payload)) return payload
  throw new UnverifiedWebhook('It says nothing that has a type.')
}

/** What JSON says; null where it is none. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

const isPayload = (value: unknown): value is VerifiedWebhook['payload'] =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** What base64 encodes; null where it is none. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
