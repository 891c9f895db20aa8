import { UnverifiedWebhook, verifyWebhook } from 'culture-atlas/client'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'

const secret = `whsec_${Buffer.alloc(24, 'a secret of ours').toString('base64')}`
const other = `whsec_${Buffer.alloc(24, 'another one').toString('base64')}`
const now = new Date('2026-11-27T12:00:00Z')
const body = '{"type":"community.published","data":{"slug":"ainu","title":"Café ☕"}}'

/** Headers as the independent implementation makes them. */
function signed({ by = secret, at = now, id = 'msg_1', text = body } = {}) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, at, text),
  }
}

const verify = (headers: Record<string, string | undefined>, text: string | Uint8Array = body) =>
  verifyWebhook(text, headers, secret, { now })

describe('verifyWebhook', () => {
  it('takes what the standard implementation signs', async () => {
    const found = await verify(signed())
    expect(found).toEqual({ id: 'msg_1', sentAt: now, payload: JSON.parse(body) })
    expect(await verify(signed(), new TextEncoder().encode(body))).toEqual(found)
    expect(await verifyWebhook(body, new Headers(signed()), [secret], { now })).toEqual(found)
  })

  it('reads headers as Node has them, in any case', async () => {
    const headers = Object.fromEntries(
      Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value]),
    )
    await expect(verify(headers)).resolves.toMatchObject({ id: 'msg_1' })
  })

  it('takes any of several signatures by any of several secrets', async () => {
    const both = [signed({ by: other }), signed()]
    const signature = both.map((each) => each['webhook-signature']).join(' ')
    const headers = { ...signed(), 'webhook-signature': `v2,abc v1a,def ${signature}` }
    await expect(verify(headers)).resolves.toMatchObject({ id: 'msg_1' })
    const old = verifyWebhook(body, signed({ by: other }), [secret, other], { now })
    await expect(old).resolves.toMatchObject({ id: 'msg_1' })
  })

  it.each<[string, Record<string, string | undefined>, string?]>([
    ['another secret', signed({ by: other })],
    ['another body', signed(), body.replace('ainu', 'ainv')],
    ['another id', { ...signed(), 'webhook-id': 'msg_2' }],
    ['another time', { ...signed(), 'webhook-timestamp': String(now.getTime() / 1000 + 1) }],
    ['a time that is none', { ...signed(), 'webhook-timestamp': 'today' }],
    ['no signature', { ...signed(), 'webhook-signature': undefined }],
    ['a signature that is none', { ...signed(), 'webhook-signature': 'v1,*** v1 v1,' }],
    ['a signature cut short', { ...signed(), 'webhook-signature': 'v1,AAAA' }],
    ['a time too long ago', signed({ at: new Date(now.getTime() - 301_000) })],
    ['a time too far ahead', signed({ at: new Date(now.getTime() + 301_000) })],
    ['no JSON object with a type', signed({ text: '[1]' }), '[1]'],
  ])('refuses %s', async (_, headers, text = body) => {
    await expect(verify(headers, text)).rejects.toThrow(UnverifiedWebhook)
  })

  it('says of a secret that is none whose fault it is', async () => {
    await expect(verifyWebhook(body, signed(), 'whsec_**', { now })).rejects.toThrow(TypeError)
  })

  it.each([-400, -301, -299, 0, 299, 301])(
    'agrees with the standard implementation on a webhook of %i seconds from now',
    async (seconds) => {
      const headers = signed({ at: new Date(Date.now() + seconds * 1000) })
      const theirs = attempt(() => new Webhook(secret).verify(body, headers))
      const ours = await verifyWebhook(body, headers, secret).then(
        () => 'verified',
        () => 'refused',
      )
      expect(ours).toBe(theirs)
      const patient = verifyWebhook(body, headers, secret, { toleranceSeconds: 600 })
      await expect(patient).resolves.toBeDefined()
    },
  )
})

function attempt(verification: () => unknown): 'verified' | 'refused' {
  try {
    verification()
    return 'verified'
  } catch {
    return 'refused'
  }
}
