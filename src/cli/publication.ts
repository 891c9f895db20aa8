import { Command } from 'commander'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { reasonsOf } from '../editorial/imports/files.ts'
import {
  publishRevision,
  type WithdrawalRequest,
  withdraw,
} from '../editorial/publishing/service.ts'
import { asWarning } from '../editorial/publishing/waiting.ts'
import { Problem } from '../problem.ts'
import { print, tell } from './terminal.ts'
import { commandLineActor, withAtlas } from './with-atlas.ts'

interface Item {
  slug: string
  outcome: string
  revision?: number
  warnings?: string[]
}

type Act = (database: Database, slug: string, request: WithdrawalRequest) => Promise<Item>

const publish: Act = async (database, slug, request) => {
  const { outcome, revision, warnings, waiting } = await publishRevision(database, slug, request)
  return { slug, outcome, revision, warnings: [...warnings, ...waiting.map(asWarning)] }
}

const takeBack: Act = async (database, slug, request) => {
  const { broken } = await withdraw(database, slug, request)
  const warnings = broken.map((referrer) => `“${referrer.slug}” referred to it`)
  return { slug, outcome: 'withdrawn', ...(warnings.length > 0 ? { warnings } : {}) }
}

interface Options {
  json?: boolean
  force?: boolean
}

export const publishCommand = (): Command =>
  command('publish', 'show the newest revision of these communities to the public', publish)

export const withdrawCommand = (): Command =>
  command(
    'withdraw',
    'take these communities off the public side; their drafts stay',
    takeBack,
  ).option('--force', 'also those to which published profiles refer')

function command(name: string, description: string, act: Act): Command {
  return new Command(name)
    .description(description)
    .argument('<slug...>', 'slugs or ids of communities')
    .option('--json', 'one JSON object per community on stdout')
    .action((slugs: string[], options: Options) =>
      withAtlas(async (database, config) => {
        for (const slug of slugs) await actOn(database, config, slug, act, options)
      }),
    )
}

async function actOn(
  database: Database,
  config: Config,
  slug: string,
  act: Act,
  { json = false, force = false }: Options,
) {
  const by = commandLineActor()
  const request = { siteUrl: config.SITE_URL, by, now: () => new Date(), unreferencedOnly: !force }
  try {
    const item = await act(database, slug, request)
    print(json ? JSON.stringify(item) : `${item.outcome.padEnd(10)} ${slug}`)
    for (const warning of item.warnings ?? []) tell(`${slug}: warning: ${warning}`)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const errors = reasonsOf(error)
    print(json ? JSON.stringify({ slug, outcome: 'refused', errors }) : `refused    ${slug}`)
    for (const reason of errors) tell(`${slug}: error: ${reason}`)
    process.exitCode = 1
  }
}
