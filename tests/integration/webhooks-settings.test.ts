import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { AllowList } from '../../src/integration/webhooks/sending/allow-list.ts'
import { pauseAfter } from '../../src/integration/webhooks/sending/schedule.ts'

const hourMs = 3_600_000

describe('the plan of retries', () => {
  const pausesMs = readConfig({}).WEBHOOK_RETRY_SECONDS.map((seconds) => seconds * 1000)
  const pauses = (chance: number) => {
    const plan = { pausesMs, random: () => chance }
    return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((made) => pauseAfter(plan, made, null))
  }

  it('makes ten tries over 75 hours, spread out by chance', () => {
    const [shortest, longest] = [pauses(0), pauses(1)]
    expect(shortest.at(-1)).toBeNull()
    const sum = (all: (number | null)[]) => all.reduce<number>((total, ms) => total + (ms ?? 0), 0)
    expect(sum(shortest)).toBeGreaterThan(75 * hourMs)
    expect(sum(longest)).toBeLessThan(84 * hourMs)
    expect(longest[0]).toBe(5500)
  })

  it('lets a receiver ask for more, up to a day, and not for less', () => {
    const plan = { pausesMs, random: () => 0 }
    expect(pauseAfter(plan, 1, 60_000)).toBe(60_000)
    expect(pauseAfter(plan, 2, 1000)).toBe(300_000)
    expect(pauseAfter(plan, 1, 1000 * hourMs)).toBe(24 * hourMs)
  })
})

describe('the list of what is allowed besides', () => {
  const list = new AllowList(
    readConfig({ WEBHOOK_ALLOW: '127.0.0.1:4000, 10.1.0.0/16,[fd12::/64]:8080,Receiver.internal' })
      .WEBHOOK_ALLOW,
  )
  const allows = (address: string, port: number) =>
    list.allowsAddress(ipaddr.process(address), port)

  it('names hosts and networks, at a port or at any', () => {
    expect(allows('127.0.0.1', 4000)).toBe(true)
    expect(allows('::ffff:127.0.0.1', 4000)).toBe(true)
    expect(allows('127.0.0.1', 4001)).toBe(false)
    expect(allows('10.1.2.3', 443)).toBe(true)
    expect(allows('10.2.2.3', 443)).toBe(false)
    expect(allows('fd12::1', 8080)).toBe(true)
    expect(allows('fd13::1', 8080)).toBe(false)
    expect(list.allowsHost('receiver.internal', 80)).toBe(true)
    expect(list.allowsHost('other.internal', 80)).toBe(false)
  })

  it.each(['http://x', '10.0.0.0/99', 'x/8', '[fd12::1', '127.0.0.1:port', 'a,b c'])(
    'is refused at the start where it says “%s”',
    (wrong) => {
      expect(() => readConfig({ WEBHOOK_ALLOW: wrong })).toThrow('WEBHOOK_ALLOW')
    },
  )
})
