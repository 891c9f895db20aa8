import { isIP } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../../../problem.ts'
import { mayReach } from './addresses.ts'
import type { AllowList } from './allow-list.ts'

/** All IP addresses of a host; throws where it has none. */
export type Resolve = (host: string) => Promise<string[]>

/** How outgoing requests find their way. */
export interface Routing {
  allowed: AllowList
  resolve: Resolve
}

/** A receiver’s address leads to where nothing may be sent. */
class ForbiddenAddressError extends Error {
  override name = 'ForbiddenAddressError'
  readonly code = 'FORBIDDEN_ADDRESS'
}

/** How long a name may take to be looked up. */
const lookupMs = 5000

/** The addresses to connect to. Throws where one of them is not allowed: what is chosen among them is not ours to say. */
export async function addressesOf(
  host: string,
  port: number,
  { allowed, resolve }: Routing,
): Promise<string[]> {
  const name = bareHost(host)
  const addresses = isIP(name) ? [name] : await inTime(resolve(name))
  if (allowed.allowsHost(name, port)) return addresses
  const isFine = addresses.length > 0 && addresses.every((each) => mayReach(each, port, allowed))
  if (!isFine) throw new ForbiddenAddressError('The address is not on the public internet.')
  return addresses
}

async function inTime(looking: Promise<string[]>): Promise<string[]> {
  const over = new AbortController()
  try {
    const late = delay(lookupMs, undefined, { signal: over.signal, ref: false }).then(() => {
      throw new Error('The name takes too long to look up.')
    })
    return await Promise.race([looking, late])
  } finally {
    over.abort()
  }
}

/** Without the brackets of IPv6 and the dot that may end a name. */
const bareHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)

/** What is wrong with an address that events shall be sent to; empty where they can be. */
export async function receiverFaults(text: string, routing: Routing): Promise<Fault[]> {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['https:', 'http:'].includes(url.protocol)) {
    return [fault('invalid-url', 'This is not an `https://` address.')]
  }
  const faults: Fault[] = []
  if (url.username !== '' || url.password !== '') {
    faults.push(
      fault('credentials-in-url', 'Leave user and password out: signatures tell who sends.'),
    )
  }
  if (url.protocol === 'http:' && !isAllowedPlain(url, routing.allowed)) {
    faults.push(
      fault('insecure-url', 'Only `https` keeps what is sent from being read or changed.'),
    )
  }
  return [...faults, ...(await reachFaults(url, routing))]
}

async function reachFaults(url: URL, routing: Routing): Promise<Fault[]> {
  try {
    await addressesOf(url.hostname, portOf(url), routing)
    return []
  } catch (error) {
    if (error instanceof ForbiddenAddressError) {
      return [fault('forbidden-address', 'The host is not on the public internet.')]
    }
    // A name server’s own words are nothing for strangers.
    return [fault('unknown-host', 'The host cannot be found.')]
  }
}

/** Whether the operator trusts the way to a receiver, so that it need not be encrypted. */
export function isAllowedPlain(url: URL, allowed: AllowList): boolean {
  const host = bareHost(url.hostname)
  const port = portOf(url)
  return allowed.allowsHost(host, port) || (isIP(host) !== 0 && allowed.allowsLiteral(host, port))
}

const fault = (code: string, detail: string): Fault => ({ pointer: '/url', code, detail })
