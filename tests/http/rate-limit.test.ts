import { afterEach, describe, expect, it } from 'vitest'
import { clientKey, isLoopback } from '../../src/http/client-address.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'

let running: RunningApp
afterEach(() => running?.close())

describe('the rate limit', () => {
  it('is told in every answer, errors included', async () => {
    running = await startApp({ RATE_LIMIT: 5 })
    const first = await api(running.app).get('/livez').expect(200)
    expect(first.headers['ratelimit-policy']).toBe('"default";q=5;w=60')
    expect(first.headers.ratelimit).toMatch(/^"default";r=4;t=(60|59)$/)
    const second = await api(running.app).get('/nothing').expect(404)
    expect(second.headers.ratelimit).toMatch(/^"default";r=3;t=(60|59)$/)
  })

  it('counts loopback peers and lets them pass', async () => {
    running = await startApp({ RATE_LIMIT: 2 })
    for (let i = 0; i < 4; i += 1) await api(running.app).get('/livez').expect(200)
    const { headers } = await api(running.app).get('/livez').expect(200)
    expect(headers.ratelimit).toMatch(/^"default";r=0;t=/)
  })

  it('refuses loopback peers too where the operator says so, with the time to wait', async () => {
    running = await startApp({ RATE_LIMIT: 2, RATE_LIMIT_LOOPBACK: true })
    await api(running.app).get('/livez').expect(200)
    await api(running.app).get('/livez').expect(200)
    const { headers, body } = await api(running.app).get('/livez').expect(429)
    expect(body.type).toBe('/problems/rate-limited')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(headers.ratelimit).toBe(`"default";r=0;t=${headers['retry-after']}`)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['cache-control']).toBe('no-store')
  })

  it('refuses others than loopback peers', async () => {
    running = await startApp({ RATE_LIMIT: 1 })
    const from = (remoteAddress: string) => running.app.inject({ url: '/livez', remoteAddress })
    expect((await from('192.0.2.1')).statusCode).toBe(200)
    expect((await from('192.0.2.1')).statusCode).toBe(429)
    expect((await from('192.0.2.2')).statusCode).toBe(200)
    expect((await from('2001:db8:1:2::1')).statusCode).toBe(200)
    expect((await from('2001:db8:1:2:ffff::9')).statusCode).toBe(429)
    expect((await from('2001:db8:1:3::1')).statusCode).toBe(200)
  })
})

describe('a client', () => {
  it('is an IPv4 address, however it is written, or an IPv6 /64', () => {
    expect(clientKey('::ffff:192.0.2.1')).toBe(clientKey('192.0.2.1'))
    expect(clientKey('2001:db8::1')).toBe(clientKey('2001:db8:0:0:ffff::'))
    expect(clientKey('2001:db8:0:1::1')).not.toBe(clientKey('2001:db8::1'))
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
