import { newId } from '../../atlas/identity.ts'
import { isUuid } from '../../atlas/slug.ts'
import type { Actor, Authorship } from '../../authorship.ts'
import type { Database, Db } from '../../database/database.ts'
import { type Fault, notFound, unauthorized, unprocessable } from '../../problem.ts'
import { recordAudit } from '../audit/service.ts'
import { resolveReach } from './reach.ts'
import type { NewKey } from './schema.ts'
import * as store from './store.ts'
import { hashOf, isSecret, newSecret, readToken, writeToken } from './token.ts'

type Origin = Pick<Actor, 'requestId' | 'address'>

/** Whose token it is, if anybody's. */
export interface Authentication {
  /** Null where the token is invented, expired or revoked. */
  actor: Actor | null
  /** Whose it is or was; null for one that is invented. */
  holder: Pick<Actor, 'author' | 'keyId'> | null
}

/** Finds out whose token it is. Asks the database each time, so that a revocation holds at once. */
export async function authenticate(
  { prisma }: Pick<Database, 'prisma'>,
  text: string,
  origin: Origin,
  now: Date,
): Promise<Authentication> {
  const key = await findByToken(prisma, text)
  if (!key) return { actor: null, holder: null }
  const holder = { author: key.name, keyId: key.id }
  if (!isLive(key, now)) return { actor: null, holder }
  if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() > 60_000) {
    await store.markUsed(prisma, key.id, now)
  }
  return { actor: { role: key.role, reach: reachOf(key), ...holder, ...origin }, holder }
}

/** The key of a token, revoked and expired ones too. */
async function findByToken(db: Db, text: string): Promise<store.KeyRow | null> {
  const token = readToken(text)
  const key = token && (await store.findKey(db, token.id))
  return key && isSecret(token.secret, key.hash) ? key : null
}

/** The key of a token if it is valid now. */
export async function findHolder(db: Db, text: string, now: Date): Promise<store.KeyRow | null> {
  const key = await findByToken(db, text)
  return key && isLive(key, now) ? key : null
}

const isLive = ({ revokedAt, expiresAt }: store.KeyRow, now: Date): boolean =>
  !revokedAt && !(expiresAt && expiresAt <= now)

/** Throws a 401 where the key of an actor has ended since: what takes minutes must not outlive it. */
export async function requireLiveKey(tx: Db, { keyId }: Actor, now: Date): Promise<void> {
  const key = keyId === null ? null : await store.findKey(tx, keyId)
  if (keyId !== null && !(key && isLive(key, now))) throw unauthorized('refused')
}

function reachOf({ regionIds, communityIds }: store.KeyRow) {
  return regionIds.length + communityIds.length === 0 ? null : { regionIds, communityIds }
}

/** Makes a key. Its token is in the answer and nowhere else. Throws 422 for an unknown region or community. */
export async function createKey(
  tx: Db,
  by: Authorship,
  wanted: NewKey,
): Promise<{ key: store.KeyRow; token: string }> {
  const { name, role, expiresAt, requestsPerMinute, regions, communities } = wanted
  const faults = faultsOf(wanted, by.now)
  const reach = await resolveReach(tx, regions, communities)
  if (faults.length + reach.faults.length > 0) {
    const all = [...faults, ...reach.faults]
    throw unprocessable('invalid-content', 'The key cannot be made; see errors.', all)
  }
  const id = newId()
  const secret = newSecret()
  const key = await store.insertKey(tx, {
    id,
    name,
    role,
    hash: hashOf(secret),
    regionIds: reach.regionIds,
    communityIds: reach.communityIds,
    createdAt: by.now,
    createdBy: by.author,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    requestsPerMinute,
  })
  await recordAudit(tx, by, 'key.created', { type: 'key', id })
  return { key, token: writeToken({ id, secret }) }
}

function faultsOf({ role, expiresAt, regions, communities }: NewKey, now: Date): Fault[] {
  const faults: Fault[] = []
  if (expiresAt !== null && new Date(expiresAt) <= now) {
    faults.push({ pointer: '/expiresAt', code: 'in-the-past', detail: 'This time has passed.' })
  }
  if (role === 'admin' && regions.length + communities.length > 0) {
    faults.push({
      pointer: '/role',
      code: 'unlimited-role',
      detail: 'An admin decides about everybody’s keys, so a limit would not hold.',
    })
  }
  return faults
}

/** Ends a key at once, in every process; one that has ended stays as it is. Throws 404 where there is none. */
export async function revokeKey(tx: Db, by: Authorship, id: string): Promise<store.KeyRow> {
  const key = await getKey(tx, id)
  if (!(await store.markRevoked(tx, id, by.now))) return getKey(tx, id)
  await recordAudit(tx, by, 'key.revoked', { type: 'key', id })
  return { ...key, revokedAt: by.now }
}

/** One key; throws 404 where there is none. */
export async function getKey(db: Db, id: string): Promise<store.KeyRow> {
  const key = isUuid(id) ? await store.findKey(db, id) : null
  if (!key) throw notFound('key', id)
  return key
}

export const { countKeys, listAllKeys, listKeys } = store
