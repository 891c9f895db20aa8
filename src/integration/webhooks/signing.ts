import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'

/** A secret that was replaced, and until when it still signs. */
export const FormerSecrets = z.array(z.object({ secret: z.string(), until: z.iso.datetime() }))
type FormerSecret = z.infer<typeof FormerSecrets>[number]

/** So many replaced secrets sign at most, however often an admin rotates: headers end somewhere. */
const maxFormer = 4

/** A new secret in the form of Standard Webhooks. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** The replaced secrets with one more, without those whose time is over. */
export const withFormer = (
  former: FormerSecret[],
  secret: string,
  now: Date,
  until: Date,
): FormerSecret[] =>
  [{ secret, until: until.toISOString() }, ...living(former, now)].slice(0, maxFormer)

const living = (former: FormerSecret[], now: Date): FormerSecret[] =>
  former.filter(({ until }) => new Date(until) > now)

interface Signed {
  id: string
  body: string
  secret: string
  former: FormerSecret[]
}

/** The headers of Standard Webhooks, with a signature for each secret that holds now. */
export function signedHeaders({ id, body, secret, former }: Signed, now: Date) {
  const secrets = [secret, ...living(former, now).map((each) => each.secret)]
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((each) => new Webhook(each).sign(id, now, body)).join(' '),
  }
}
