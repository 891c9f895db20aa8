import type { Role } from '../../src/authorship.ts'
import type { Database } from '../../src/database/database.ts'
import { transactionally } from '../../src/database/transactions.ts'
import { NewKey } from '../../src/integration/keys/schema.ts'
import { createKey } from '../../src/integration/keys/service.ts'
import { tester } from './factories.ts'

interface Extras {
  name?: string
  regions?: string[]
  communities?: string[]
  expiresAt?: string | null
  requestsPerMinute?: number | null
}

/** Makes a key and answers its token. Its holder is named after the role unless it is given a name. */
export async function keyFor(
  { prisma }: Pick<Database, 'prisma'>,
  role: Role,
  { name = `the ${role}`, ...extras }: Extras = {},
): Promise<string> {
  const by = { ...tester, message: null, now: new Date() }
  const wanted = NewKey.parse({ name, role, ...extras })
  return (await transactionally(prisma, (tx) => createKey(tx, by, wanted))).token
}
