import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** A host or a network that may be reached although it is not public; at one port, or at any. */
interface Allowance {
  host: string | null
  network: [ipaddr.IPv4 | ipaddr.IPv6, number] | null
  port: number | null
}

/** Where the operator lets webhooks go besides the public internet: for development, and inside a network of one’s own. */
export class AllowList {
  readonly #allowances: Allowance[]

  constructor(entries: readonly string[]) {
    this.#allowances = entries.map(readAllowance)
  }

  /** Whether a host is named itself, so that it may have any address. */
  allowsHost(host: string, port: number): boolean {
    return this.#at(port).some((allowance) => allowance.host === host)
  }

  allowsAddress(address: ipaddr.IPv4 | ipaddr.IPv6, port: number): boolean {
    return this.#at(port).some(
      ({ network }) =>
        network !== null && network[0].kind() === address.kind() && address.match(network),
    )
  }

  /** The same for an address in writing. */
  allowsLiteral(text: string, port: number): boolean {
    return this.allowsAddress(ipaddr.process(text), port)
  }

  #at(port: number): Allowance[] {
    return this.#allowances.filter(
      (allowance) => allowance.port === null || allowance.port === port,
    )
  }
}

/** `host`, `10.1.0.0/16`, `[::1]`, `[fd12::/64]`, each with `:port` if need be. */
export function isAllowance(entry: string): boolean {
  try {
    readAllowance(entry)
    return true
  } catch {
    // Whatever ipaddr.js has against it, it is none.
    return false
  }
}

function readAllowance(entry: string): Allowance {
  const [, bracketed, plain, portText] =
    /^(?:\[([^\]\s]+)\]|([^[\]:\s]+))(?::(\d{1,5}))?$/.exec(entry) ?? []
  const [name = '', length, rest] = (bracketed ?? plain ?? '').toLowerCase().split('/')
  if (name === '' || rest !== undefined) throw new Error(`“${entry}” is no host and no network.`)
  const port = portText === undefined ? null : Number(portText)
  if (isIP(name) === 0) {
    if (length !== undefined || bracketed !== undefined)
      throw new Error(`“${entry}” is no network.`)
    return { host: name.replace(/\.$/, ''), network: null, port }
  }
  const address = ipaddr.parse(name)
  const bits = length ?? (address.kind() === 'ipv4' ? '32' : '128')
  return { host: null, network: ipaddr.parseCIDR(`${name}/${bits}`), port }
}
