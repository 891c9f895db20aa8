import type { Role } from '../../src/authorship.ts'
import type { Database } from '../../src/database/database.ts'
import { createKey } from '../../src/integration/keys/service.ts'
import { tester } from './factories.ts'

interface Extras {
  name?: string
  regions?: string[]
  communities?: string[]
  expiresAt?: string | null
}

/** Makes a key and answers its token. Its holder is named after the role unless it is given a name. */
export async function keyFor(
  { prisma }: Pick<Database, 'prisma'>,
  role: Role,
  { name = `the ${role}`, regions = [], communities = [], expiresAt = null }: Extras = {},
): Promise<string> {
  const by = { ...tester, message: null, now: new Date() }
  const wanted = { name, role, expiresAt, regions, communities }
  return (await prisma.$transaction((tx) => createKey(tx, by, wanted))).token
}
