import { Command, InvalidArgumentError, Option } from 'commander'
import { roles } from '../authorship.ts'
import { transactionally } from '../database/transactions.ts'
import { keyBody } from '../integration/keys/representation.ts'
import { NewKey } from '../integration/keys/schema.ts'
import { createKey, listAllKeys, revokeKey } from '../integration/keys/service.ts'
import { print, tell } from './terminal.ts'
import { commandLineActor, withAtlas } from './with-atlas.ts'

export const keysCommand = (): Command =>
  new Command('keys')
    .description('give keys to the editors’ side, list and revoke them')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())

const collect = (value: string, before: string[] = []): string[] => [...before, value]

function createCommand(): Command {
  return new Command('create')
    .description('make a key and print it; it is shown this once')
    .requiredOption('--name <name>', 'who or what holds it; the author of its changes')
    .addOption(
      new Option('--role <role>', 'what it allows').choices(roles).makeOptionMandatory(true),
    )
    .option('--expires <time>', 'until when it holds, such as 2027-01-31T00:00:00Z', timeOf)
    .option('--requests-per-minute <n>', 'its quota, where the usual one does not do', quotaOf)
    .option('--region <region>', 'limit it to communities of this region (repeatable)', collect)
    .option('--community <community>', 'limit it to this community (repeatable)', collect)
    .action(create)
}

interface CreateOptions {
  name: string
  role: string
  expires?: string
  requestsPerMinute?: number
  region?: string[]
  community?: string[]
}

async function create(options: CreateOptions): Promise<void> {
  const {
    name,
    role,
    expires = null,
    requestsPerMinute = null,
    region = [],
    community = [],
  } = options
  const wanted = NewKey.parse({
    name,
    role,
    expiresAt: expires,
    requestsPerMinute,
    regions: region,
    communities: community,
  })
  await withAtlas(async ({ prisma }) => {
    const { key, token } = await transactionally(prisma, (tx) => createKey(tx, by(), wanted))
    tell(`Key ${key.id} for ${key.name}, ${key.role}. Keep it: it is not shown again.`)
    print(token)
  })
}

function listCommand(): Command {
  return new Command('list')
    .description('all keys that were ever made, without their secrets')
    .option('--json', 'one JSON object per key on stdout')
    .action(({ json = false }: { json?: boolean }) =>
      withAtlas(async ({ prisma }) => {
        for (const key of (await listAllKeys(prisma)).map(keyBody)) {
          const state = key.revokedAt ? 'revoked' : 'valid'
          const line = `${key.id}  ${key.role.padEnd(11)}  ${state.padEnd(7)}  ${key.name}`
          print(json ? JSON.stringify(key) : line)
        }
      }),
    )
}

function revokeCommand(): Command {
  return new Command('revoke')
    .description('end keys at once, in every process')
    .argument('<id...>', 'ids of keys, as `keys list` shows them')
    .action((ids: string[]) =>
      withAtlas(async ({ prisma }) => {
        for (const id of ids) {
          const key = await transactionally(prisma, (tx) => revokeKey(tx, by(), id))
          print(`revoked    ${key.id}  ${key.name}`)
        }
      }),
    )
}

const by = () => ({ ...commandLineActor(), message: null, now: new Date() })

function timeOf(value: string): string {
  const parsed = NewKey.shape.expiresAt.safeParse(value)
  if (parsed.success && parsed.data) return parsed.data
  throw new InvalidArgumentError('It is a time like 2027-01-31T00:00:00Z.')
}

function quotaOf(value: string): number {
  const parsed = NewKey.shape.requestsPerMinute.safeParse(Number(value))
  if (parsed.success && parsed.data) return parsed.data
  throw new InvalidArgumentError('It is a whole number from 1 to 1000000.')
}
