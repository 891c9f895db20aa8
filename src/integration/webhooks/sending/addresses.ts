import ipaddr from 'ipaddr.js'
import type { AllowList } from './allow-list.ts'

/** What is reserved for machines of a provider’s own network though it looks public: Azure’s “wire server”. */
const notOthers = new Set(['168.63.129.16'])

const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/** Whether an IP address is on the public internet or on the list of what is allowed besides. */
export function mayReach(text: string, port: number, allowed: AllowList): boolean {
  if (!ipaddr.isValid(text)) return false
  // An IPv4 address in the guise of IPv6 is looked at as what it is.
  const address = ipaddr.process(text)
  return isPublic(address) || allowed.allowsAddress(address, port)
}

/**
 * Only what is plain unicast: no private, loopback, link-local, multicast or reserved address, and none that carries an
 * IPv4 address inside (NAT64, 6to4, Teredo), whose other end could be anything.
 */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || notOthers.has(address.toString())) return false
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}
