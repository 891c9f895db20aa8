import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { clientKey, isLoopback } from '../../src/http/client-address.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp
afterEach(() => running?.close())

describe('the rate limit', () => {
  it('is told in every answer, errors included', async () => {
    running = await startApp({ RATE_LIMIT: 5 })
    const first = await api(running.app).get('/v1/vocabularies').expect(200)
    expect(first.headers['ratelimit-policy']).toBe('"anonymous";q=5;w=60')
    expect(first.headers.ratelimit).toMatch(/^"anonymous";r=4;t=(60|59)$/)
    const second = await api(running.app).get('/nothing').expect(404)
    expect(second.headers.ratelimit).toMatch(/^"anonymous";r=3;t=(60|59)$/)
  })

  it('counts loopback peers and lets them pass', async () => {
    running = await startApp({ RATE_LIMIT: 2 })
    for (let i = 0; i < 4; i += 1) await api(running.app).get('/v1/vocabularies').expect(200)
    const { headers } = await api(running.app).get('/v1/vocabularies').expect(200)
    expect(headers.ratelimit).toMatch(/^"anonymous";r=0;t=/)
  })

  it('refuses loopback peers too where the operator says so, with the time to wait', async () => {
    running = await startApp({ RATE_LIMIT: 2, RATE_LIMIT_LOOPBACK: true })
    await api(running.app).get('/v1/vocabularies').expect(200)
    await api(running.app).get('/v1/vocabularies').expect(200)
    const { headers, body } = await api(running.app).get('/v1/vocabularies').expect(429)
    expect(body.type).toBe('/problems/rate-limited')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(headers.ratelimit).toBe(`"anonymous";r=0;t=${headers['retry-after']}`)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['cache-control']).toBe('no-store')
  })

  it('counts those who watch over the service, and lets them pass', async () => {
    running = await startApp({ RATE_LIMIT: 1, RATE_LIMIT_LOOPBACK: true })
    for (const path of ['/livez', '/readyz', '/metrics']) {
      await api(running.app).get(path).expect(200)
    }
    await api(running.app).get('/v1/vocabularies').expect(429)
  })

  it('refuses others than loopback peers', async () => {
    running = await startApp({ RATE_LIMIT: 1 })
    const from = (remoteAddress: string) =>
      running.app.inject({ url: '/v1/vocabularies', remoteAddress })
    expect((await from('192.0.2.1')).statusCode).toBe(200)
    expect((await from('192.0.2.1')).statusCode).toBe(429)
    expect((await from('192.0.2.2')).statusCode).toBe(200)
    expect((await from('2001:db8:1:2::1')).statusCode).toBe(200)
    expect((await from('2001:db8:1:2:ffff::9')).statusCode).toBe(429)
    expect((await from('2001:db8:1:3::1')).statusCode).toBe(200)
  })
})

describe('what does not count', () => {
  const left = (headers: Record<string, unknown>) => /r=(\d+)/.exec(String(headers.ratelimit))?.[1]

  it.each([
    ['kept in memory', 1_000_000],
    ['made each time', 0],
  ])('is a 304 and HEAD, of answers that are %s', async (_, CACHE_BYTES) => {
    running = await startApp({ RATE_LIMIT: 100, CACHE_BYTES })
    const address = '/v1/regions/japan'
    // The way to an answer differs with how often it was asked for.
    for (const used of [1, 2, 3, 4]) {
      const { headers } = await api(running.app).get(address).expect(200)
      expect(left(headers)).toBe(String(100 - used))
    }
    const { headers } = await api(running.app).head(address).expect(200)
    expect(left(headers)).toBe('96')
    for (let time = 0; time < 3; time += 1) {
      const fresh = await api(running.app)
        .get(address)
        .set('If-None-Match', String(headers.etag))
        .expect(304)
      expect(left(fresh.headers)).toBe('96')
    }
  })

  it('is refused all the same where nothing is left', async () => {
    running = await startApp({ RATE_LIMIT: 1, RATE_LIMIT_LOOPBACK: true })
    await api(running.app).head('/v1/vocabularies').expect(200)
    await api(running.app).get('/v1/vocabularies').expect(200)
    await api(running.app).head('/v1/vocabularies').expect(429)
  })
})

describe('behind a proxy', () => {
  const from = (forwarded: string) =>
    api(running.app).get('/v1/regions/japan').set('X-Forwarded-For', forwarded)

  it('that nobody named, what it says of others changes nothing', async () => {
    running = await startApp({ RATE_LIMIT: 3, RATE_LIMIT_LOOPBACK: true })
    for (const forged of ['192.0.2.1', '192.0.2.2', '127.0.0.1']) await from(forged).expect(200)
    await from('192.0.2.4').expect(429)
  })

  it('that is trusted, clients are told apart, and none by what it forged', async () => {
    running = await startApp({ RATE_LIMIT: 3, TRUST_PROXY: ['loopback'] })
    for (const forged of ['', '127.0.0.1, ', '198.51.100.7, ']) {
      await from(`${forged}192.0.2.1`).expect(200)
    }
    // From here on the answer is kept, and sent on another way.
    await from('203.0.113.9, 192.0.2.1').expect(429)
    await from('192.0.2.1:4711').expect(429)
    await from('192.0.2.2').expect(200)
    await from('unknown').expect(200)
  })

  it('that nobody can find, the start is refused', () => {
    expect(() => readConfig({ TRUST_PROXY: 'loopback, nowhere' })).toThrow('TRUST_PROXY')
    expect(() => readConfig({ TRUST_PROXY: '10.0.0.0/99' })).toThrow('TRUST_PROXY')
    expect(readConfig({ TRUST_PROXY: 'loopback, 10.0.0.0/8' }).TRUST_PROXY).toHaveLength(2)
  })
})

describe('a client', () => {
  it('is an IPv4 address, however it is written, or an IPv6 /64', () => {
    expect(clientKey('::ffff:192.0.2.1')).toBe(clientKey('192.0.2.1'))
    expect(clientKey('2001:db8::1')).toBe(clientKey('2001:db8:0:0:ffff::'))
    expect(clientKey('2001:db8:0:1::1')).not.toBe(clientKey('2001:db8::1'))
  })

  it('may have gone, and has no address any more', () => {
    expect(clientKey(undefined)).toBe('gone')
    expect(isLoopback(undefined)).toBe(false)
  })

  it('may be a neighbour, whose address names an interface', () => {
    expect(clientKey('fe80::1%br-12ab')).toBe(clientKey('fe80::1'))
    expect(isLoopback('fe80::1%enp0s3_x')).toBe(false)
  })

  it('on this machine is known as such', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true)
    expect(['10.0.0.1', '::2', '::ffff:10.0.0.1'].some(isLoopback)).toBe(false)
  })
})
