import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import { remember } from './remember.ts'

/** Whether what an address says of others in `X-Forwarded-For` is believed. */
export type Trust = (address: string) => boolean

/**
 * Reads the addresses of the proxies in front: IP addresses, subnets in CIDR notation, `loopback`, `linklocal` and
 * `uniquelocal`. Throws where one is something else.
 */
export const trustOf = (proxies: readonly string[]): Trust | null => {
  if (proxies.length === 0) return null
  const trusts = proxyAddr.compile([...proxies])
  return (address) => trusts(address, 0)
}

/** Who sends a request: the peer, or the last address before the proxies that are trusted. */
export const senderOf = (request: IncomingMessage, trust: Trust | null): string | undefined =>
  trust ? proxyAddr(request, trust) : request.socket.remoteAddress

/** The part of an address that one client holds: an IPv6 customer has at least a /64, and all addresses in it. */
export const clientKey = remember((address: string | undefined): string => {
  const parsed = parse(address)
  if (!parsed) return address ?? 'gone'
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
})

export const isLoopback = remember(
  (address: string | undefined) => parse(address)?.range() === 'loopback',
)

/** Null for what is no address: a proxy may call a client `unknown`, and one that has gone has none any more. */
function parse(written: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (written === undefined) return null
  // Some proxies add the port, which is another for each connection.
  const bare = /^\[(.*)\](?::\d+)?$/.exec(written)?.[1] ?? written.replace(/^([\d.]+):\d+$/, '$1')
  // The zone of a link-local address names an interface of this machine, in letters that no parser expects.
  const address = bare.replace(/%.*/, '')
  return ipaddr.isValid(address) ? ipaddr.process(address) : null
}
