import { isDeepStrictEqual } from 'node:util'
import type { Content } from '../../atlas/content.ts'
import type { Authorship } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import { createDrafts, saveRevision } from '../drafts/revising.ts'
import * as drafts from '../drafts/service.ts'
import { refuseIncomplete } from '../publishing/completeness.ts'
import { findRegions } from '../regions/service.ts'
import type { KnownRegions, Proposal } from './proposal.ts'
import { type ItemNotice, Refusal, reasonsAt } from './refusal.ts'

export interface Terms {
  /** Whether to replace drafts that somebody edited since their last import. */
  overwrite: boolean
  /** Whether what cannot be published is refused. */
  publish: boolean
}

/** What became of a proposal that was taken. */
export interface Stored {
  outcome: 'created' | 'updated' | 'unchanged'
  draft: drafts.DraftRow
  content: Content
  warnings: ItemNotice[]
}

/** What an item is about, where it is there already. */
interface Existing {
  draft: drafts.DraftRow
  content: Content
}

interface Plan extends Omit<Stored, 'draft'> {
  existing: Existing | null
}

/**
 * Stores proposals, each about another community, as newest revisions, unless they say the same as these; answers in
 * their order. One that is refused before anything is written leaves the others alone, and its error stands in its
 * place; what is refused later is thrown, and nothing of all of them may stay then.
 */
export async function storeProposals(
  tx: Db,
  by: Authorship,
  proposals: readonly Proposal[],
  terms: Terms,
): Promise<(Stored | { error: unknown })[]> {
  const existing = await holdExisting(tx, proposals)
  const regions = await findRegions(tx, [
    ...new Set(proposals.flatMap((proposal) => proposal.regions)),
  ])
  const plans: (Plan | { error: unknown })[] = []
  for (const proposal of proposals) {
    const there = existing.get(proposal.slug) ?? null
    plans.push(await planOrError(tx, by, proposal, there, regions, terms))
  }
  const isNew = (plan: Plan | { error: unknown }): plan is Plan =>
    'outcome' in plan && plan.outcome === 'created'
  const contents = plans.filter(isNew).map(({ content }) => content)
  const created = (await createDrafts(tx, contents, by, 'imported')).values()
  const stored: (Stored | { error: unknown })[] = []
  for (const plan of plans) {
    if (!('outcome' in plan)) stored.push(plan)
    else if (plan.existing) stored.push(await storeRevision(tx, by, plan, plan.existing))
    else stored.push(withDraft(plan, created.next().value))
  }
  return stored
}

/** The same for one proposal; throws what refuses it. */
export async function storeProposal(
  tx: Db,
  by: Authorship,
  proposal: Proposal,
  terms: Terms,
): Promise<Stored> {
  const [stored] = await storeProposals(tx, by, [proposal], terms)
  if (stored && 'outcome' in stored) return stored
  throw stored?.error
}

/** Holds the communities with these slugs, or that had them once; what is missing is new. */
async function holdExisting(
  tx: Db,
  proposals: readonly Proposal[],
): Promise<Map<string, Existing>> {
  const slugs = proposals.map(({ slug }) => slug)
  const held = await drafts.lockDrafts(tx, slugs)
  const rows = [...held.values()]
  if (new Set(rows.map(({ id }) => id)).size < rows.length) {
    throw refuse(proposals[0]?.line ?? 1, 'same-community', 'Two items are about one community.')
  }
  const contents = await drafts.listContents(
    tx,
    rows.map(({ id, revision: number }) => ({ id, number })),
  )
  const existing = [...held].flatMap(([slug, draft]): [string, Existing][] => {
    const content = contents.get(draft.id)
    return content ? [[slug, { draft, content }]] : []
  })
  return new Map(existing)
}

async function planOrError(
  tx: Db,
  by: Authorship,
  proposal: Proposal,
  existing: Existing | null,
  regions: KnownRegions,
  terms: Terms,
): Promise<Plan | { error: unknown }> {
  try {
    if (existing) await drafts.requireReach(tx, by, existing.draft)
    return planOf(proposal, existing, regions, terms)
  } catch (error) {
    if (!reasonsAt(proposal.line, error)) throw error
    return { error }
  }
}

function planOf(
  { slug: stated, line, contentAfter }: Proposal,
  existing: Existing | null,
  regions: KnownRegions,
  { overwrite, publish }: Terms,
): Plan {
  if (existing?.draft.trashedAt) {
    throw refuse(line, 'in-trash', `“${existing.draft.slug}” is in the trash`)
  }
  const content = contentAfter(existing?.content ?? null, regions)
  if (publish) refuseIncomplete(content)
  if (!existing) return { outcome: 'created', existing, content, warnings: [] }
  const { slug, revision, importedRevision } = existing.draft
  const warnings = slug === stated ? [] : [renamed(line, stated, slug)]
  if (isDeepStrictEqual(existing.content, content)) {
    return { outcome: 'unchanged', existing, content, warnings }
  }
  if (importedRevision !== revision && !overwrite) {
    const message = `“${slug}” was edited since its last import, in revision ${revision}`
    throw refuse(line, 'edited-since', message)
  }
  return { outcome: 'updated', existing, content, warnings }
}

async function storeRevision(
  tx: Db,
  by: Authorship,
  plan: Plan,
  { draft, content: before }: Existing,
): Promise<Stored> {
  if (plan.outcome === 'unchanged') return withDraft(plan, draft)
  const edited = await saveRevision(tx, draft, plan.content, by, before)
  await drafts.markImported(tx, edited)
  return withDraft(plan, edited)
}

function withDraft(
  { existing: _existing, ...plan }: Plan,
  draft: drafts.DraftRow | undefined,
): Stored {
  if (!draft) throw new Error('A new community has no draft.')
  return { ...plan, draft }
}

const renamed = (line: number, stated: string, slug: string): ItemNotice => ({
  line,
  code: 'renamed',
  message: `“${stated}” is called “${slug}” now; it keeps that slug`,
})

const refuse = (line: number, code: string, message: string) =>
  new Refusal([{ line, code, message }])
