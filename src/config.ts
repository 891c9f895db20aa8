import { z } from 'zod'
import { trustOf } from './http/client-address.ts'
import { isAllowance } from './integration/webhooks/sending/allow-list.ts'

/** Entries with commas between. */
const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((entry) => entry.trim()))
  .transform((entries) => entries.filter((entry) => entry !== ''))

const Environment = z.object({
  /** Address to listen on. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** TCP port; 0 picks a free one. */
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** A Postgres server; unset means the embedded one. */
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .optional(),
  /** Where the embedded Postgres keeps its files. */
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** The address under which readers reach this API. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The address of the pages that render the atlas. */
  SITE_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:8080'),
  /** How many bytes of answers to keep ready for readers; 0 keeps none. */
  CACHE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(256 * 1024 * 1024),
  /** How many days the feed of changes reaches back; 0 keeps all of it. */
  CHANGES_KEPT_DAYS: z.coerce.number().int().min(0).max(36_500).default(90),
  /** How many requests may wait for the next change at once. */
  CHANGES_WAITING: z.coerce.number().int().min(0).default(100),
  /** How many exports may be under way at once; each holds a connection to the database. */
  EXPORTS_AT_ONCE: z.coerce.number().int().min(0).max(8).default(2),
  /** After how many seconds without progress an export is broken off. */
  EXPORT_IDLE_SECONDS: z.coerce.number().int().min(1).max(60).default(30),
  /** Requests a minute for one network address without a key; loopback peers are counted but never refused. */
  RATE_LIMIT: z.coerce.number().int().min(1).default(600),
  /** Requests a minute for one key, unless the key itself says otherwise. */
  KEY_RATE_LIMIT: z.coerce.number().int().min(1).default(6000),
  /** Proxies whose `X-Forwarded-For` is believed: addresses, subnets, `loopback`; none where it is unset. */
  TRUST_PROXY: list.refine(
    isTrustable,
    'must be addresses, subnets, `loopback`, `linklocal` or `uniquelocal`',
  ),
  /** Refuse loopback peers too: for tests, and for operators whose proxy runs on the same machine. */
  RATE_LIMIT_LOOPBACK: z.stringbool().default(false),
  /** Hosts and networks that webhooks may reach though they are not public: `127.0.0.1:4000,10.1.0.0/16,receiver.internal`. */
  WEBHOOK_ALLOW: list.refine(
    (entries) => entries.every(isAllowance),
    'must be hosts or networks, each with a port if need be',
  ),
  /** How long to wait after each failed try of a webhook delivery before the next one; as many tries as values, and one. */
  WEBHOOK_RETRY_SECONDS: z
    .string()
    .default('5,300,1800,7200,18000,36000,50400,72000,86400')
    .refine(
      (list) => /^\d+(\.\d+)?(, *\d+(\.\d+)?)*$/.test(list),
      'must be seconds with commas between',
    )
    .transform((list) => list.split(',').map(Number))
    .pipe(z.array(z.number().min(0).max(604_800)).max(50)),
  /** How long a receiver may take to answer. */
  WEBHOOK_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(15),
  /** A webhook is disabled when for so long nothing but failures happened. */
  WEBHOOK_DISABLE_HOURS: z.coerce.number().positive().default(120),
  /** How long a secret that was replaced still signs. */
  WEBHOOK_OVERLAP_HOURS: z.coerce.number().min(0).default(24),
  /** How many days deliveries that are over can be looked at. */
  WEBHOOK_KEPT_DAYS: z.coerce.number().int().min(1).max(36_500).default(30),
  /** How many webhooks this process serves at once; 0 leaves them to other processes. */
  WEBHOOKS_AT_ONCE: z.coerce.number().int().min(0).max(100).default(10),
  /** How many requests one webhook gets at once, from all processes. */
  WEBHOOK_REQUESTS: z.coerce.number().int().min(1).max(50).default(4),
  /** Name of the header that carries the cache tags of an answer. */
  SURROGATE_KEY_HEADER: z
    .string()
    .regex(/^[A-Za-z][A-Za-z-]*$/)
    .default('Surrogate-Key'),
})

function isTrustable(proxies: string[]): boolean {
  try {
    trustOf(proxies)
    return true
  } catch {
    return false
  }
}

export type Config = z.infer<typeof Environment>

/** Reads the whole configuration; an empty value counts as unset. Throws an error that lists all that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment has wrong values:\n${faults.join('\n')}`)
}
