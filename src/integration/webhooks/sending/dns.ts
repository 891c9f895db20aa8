import { lookup } from 'node:dns/promises'
import type { Resolve } from './receiver.ts'

/** Asks the system, as any program does. */
export const resolveName: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)
