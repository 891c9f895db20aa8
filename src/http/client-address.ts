import ipaddr from 'ipaddr.js'
import { remember } from './remember.ts'

/** The part of an address that one client holds: an IPv6 customer has at least a /64, and all addresses in it. */
export const clientKey = remember((address): string => {
  const parsed = parse(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
})

export const isLoopback = remember((address) => parse(address).range() === 'loopback')

/** The zone of a link-local address names an interface of this machine, in letters that no parser expects. */
const parse = (address: string) => ipaddr.process(address.replace(/%.*/, ''))
