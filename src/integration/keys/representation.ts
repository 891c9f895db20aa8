import type { KeyRow } from './store.ts'

/** A key as it is shown: never its hash. */
export function keyBody(key: KeyRow) {
  const { id, name, role, regionIds, communityIds, createdBy, requestsPerMinute } = key
  return {
    type: 'key' as const,
    id,
    name,
    role,
    regions: regionIds,
    communities: communityIds,
    createdAt: key.createdAt.toISOString(),
    createdBy,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    requestsPerMinute,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  }
}
