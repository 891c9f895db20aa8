import { isDeepStrictEqual } from 'node:util'
import { newId } from '../../atlas/identity.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { findRegions } from '../../editorial/regions/service.ts'
import { type Precondition, requireCurrent } from '../../precondition.ts'
import { type Fault, unprocessable } from '../../problem.ts'
import type { Written } from '../../written.ts'
import { recordAudit } from '../audit/service.ts'
import { wakeWebhook } from './fan-out/store.ts'
import { answerOf, webhookBody, webhookTag } from './representation.ts'
import type { NewWebhook, WebhookPatch } from './schema.ts'
import { holdWebhook } from './service.ts'
import { FormerSecrets, newSecret, withFormer } from './signing.ts'
import * as store from './store.ts'

const hourMs = 3_600_000

/** Makes a webhook; its secret is in the answer. Throws 422 with every fault, those of its address (`urlFaults`) included. */
export async function createWebhook(
  tx: Db,
  by: Authorship,
  wanted: NewWebhook,
  urlFaults: Fault[],
): Promise<Written> {
  const { events, kinds, enabled } = wanted
  const regionIds = await resolveRegions(tx, wanted.regions, urlFaults)
  const id = newId()
  const secret = newSecret()
  const webhook = await store.insertWebhook(tx, {
    id,
    url: new URL(wanted.url).href,
    events: distinct(events),
    kinds: distinct(kinds),
    regionIds,
    enabled,
    disabledReason: enabled ? null : 'requested',
    secret,
    formerSecrets: [],
    version: 1,
    createdAt: by.now,
    createdBy: by.author,
    updatedAt: by.now,
  })
  await recordAudit(tx, by, 'webhook.created', { type: 'webhook', id })
  const body = { ...webhookBody(webhook), secret }
  return { status: 201, location: `/v1/webhooks/${id}`, entityTag: webhookTag(webhook), body }
}

/** Merges a patch into a webhook. Throws 404, 412, and 422 as `createWebhook` does. */
export async function updateWebhook(
  tx: Db,
  by: Authorship,
  id: string,
  precondition: Precondition,
  patch: WebhookPatch,
  urlFaults: Fault[],
): Promise<Written> {
  const webhook = await currentWebhook(tx, id, precondition)
  const { enabled = webhook.enabled, regions } = patch
  const regionIds = await resolveRegions(tx, regions ?? [], urlFaults)
  const url = patch.url === undefined ? webhook.url : new URL(patch.url).href
  const change = {
    url,
    enabled,
    regionIds: regions ? regionIds : webhook.regionIds,
    events: distinct(patch.events ?? webhook.events),
    kinds: distinct(patch.kinds ?? webhook.kinds),
  }
  if (isDeepStrictEqual(change, pick(webhook))) return answerOf(webhook)
  const disabledReason = enabled ? null : (webhook.disabledReason ?? 'requested')
  // Another address, or another start, is judged anew.
  const health = url !== webhook.url || enabled !== webhook.enabled ? { failingSince: null } : {}
  const patched = { ...change, ...health, disabledReason, updatedAt: by.now }
  const updated = await store.updateWebhook(tx, id, patched)
  if (enabled) await wakeWebhook(tx, id)
  await recordAudit(tx, by, 'webhook.updated', { type: 'webhook', id })
  return answerOf(updated)
}

const pick = ({ url, enabled, regionIds, events, kinds }: store.WebhookRow) => ({
  url,
  enabled,
  regionIds,
  events,
  kinds,
})

/** Takes a webhook away with all its deliveries. Throws 404 and 412. */
export async function deleteWebhook(
  tx: Db,
  by: Authorship,
  id: string,
  precondition: Precondition,
): Promise<Written> {
  const webhook = await currentWebhook(tx, id, precondition)
  await store.deleteWebhook(tx, id)
  await recordAudit(tx, by, 'webhook.deleted', { type: 'webhook', id })
  return { body: webhookBody(webhook) }
}

/** Gives a webhook a new secret, which is in the answer; the old one signs too for a while. Throws 404 and 412. */
export async function rotateSecret(
  tx: Db,
  by: Authorship,
  id: string,
  precondition: Precondition,
  overlapHours: number,
): Promise<Written> {
  await currentWebhook(tx, id, precondition)
  const before = await store.findSecrets(tx, id)
  const until = new Date(by.now.getTime() + overlapHours * hourMs)
  const former = FormerSecrets.parse(before.formerSecrets)
  const secret = newSecret()
  const webhook = await store.updateWebhook(tx, id, {
    secret,
    formerSecrets: withFormer(former, before.secret, by.now, until),
    updatedAt: by.now,
  })
  await recordAudit(tx, by, 'webhook.secret_rotated', { type: 'webhook', id })
  return { entityTag: webhookTag(webhook), body: { ...webhookBody(webhook), secret } }
}

async function currentWebhook(tx: Db, id: string, precondition: Precondition) {
  const webhook = await holdWebhook(tx, id)
  requireCurrent(precondition, webhookTag(webhook))
  return webhook
}

async function resolveRegions(tx: Db, references: string[], faults: Fault[]): Promise<string[]> {
  const known = await findRegions(tx, references)
  const unknown = references.flatMap((reference, index) =>
    known.has(reference)
      ? []
      : [
          {
            pointer: `/regions/${index}`,
            code: 'unknown-region',
            detail: `There is no region “${reference}”.`,
          },
        ],
  )
  const all = [...faults, ...unknown]
  if (all.length > 0) {
    throw unprocessable('invalid-content', 'The webhook cannot be so; see errors.', all)
  }
  return distinct(references.flatMap((reference) => known.get(reference)?.id ?? []))
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
