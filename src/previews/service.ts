import { setTimeout as delay } from 'node:timers/promises'
import type { Actor } from '../authorship.ts'
import type { Database, Db } from '../database/database.ts'
import { rehearse } from '../database/rehearsal.ts'
import { checkContent } from '../editorial/checks/service.ts'
import type { Warning } from '../editorial/drafts/schema.ts'
import { getContent, getDraft } from '../editorial/drafts/service.ts'
import { warningsOf } from '../editorial/drafts/warnings.ts'
import type { Site } from '../editorial/publishing/commands.ts'
import { publishIn } from '../editorial/publishing/service.ts'
import { Problem, unavailable } from '../problem.ts'

interface PreviewRequest extends Site {
  by: Actor
  revision: number | undefined
}

/**
 * What `look` sees where a revision is published, which it is not afterwards: the publication is done for real, with
 * all that it changes elsewhere, and rolled back. So a preview cannot differ from what it is a preview of. Throws as
 * `publishIn` does.
 */
export async function previewRevision<T>(
  { prisma }: Pick<Database, 'prisma'>,
  reference: string,
  { by, revision, ...site }: PreviewRequest,
  look: (tx: Db, id: string) => Promise<T>,
): Promise<T> {
  await takeTurn()
  try {
    return await rehearse(prisma, async (tx) => {
      const { id } = await publishIn(tx, reference, { ...site, by, revision })
      return look(tx, id)
    })
  } finally {
    underWay -= 1
  }
}

/** Each holds a connection, which readers need too, while it waits for publications. */
const previewsAtOnce = 2
const patienceMs = 10_000
const pauseMs = 20
let underWay = 0

/** Throws a 503 where too many wait for too long. */
async function takeTurn(): Promise<void> {
  for (let waitedMs = 0; underWay >= previewsAtOnce; waitedMs += pauseMs) {
    if (waitedMs >= patienceMs) throw unavailable('Too many previews are asked for.', 5)
    await delay(pauseMs)
  }
  underWay += 1
}

/** What publishing a revision would meet, without a word of it being public. */
export async function reportOn(
  database: Pick<Database, 'prisma'>,
  reference: string,
  request: PreviewRequest,
) {
  const { by } = request
  const db = database.prisma
  const draft = await getDraft(db, reference, by)
  const { id, slug, title, status } = draft
  const revision = request.revision ?? draft.revision
  const content = await getContent(db, draft, revision)
  const missing = await refusalsOf(database, id, { ...request, revision })
  const findings = await checkContent(db, { id, slug, title, status, isStale: false, content }, by)
  const found = findings.map(
    ({ check, section = null, reference: referenceId, detail }): Warning => ({
      pointer: pointerTo(content, section, referenceId),
      code: check,
      detail,
    }),
  )
  return {
    type: 'preview_report' as const,
    community: { type: 'community' as const, id, slug },
    revision,
    publishable: missing.length === 0,
    missing,
    warnings: [...found, ...warningsOf(null, content)],
  }
}

/** Why publishing a revision would be refused; none where it would not. */
async function refusalsOf(
  database: Pick<Database, 'prisma'>,
  reference: string,
  request: PreviewRequest,
): Promise<Warning[]> {
  try {
    await previewRevision(database, reference, request, async () => true)
    return []
  } catch (error) {
    const refuses = error instanceof Problem && (error.status === 409 || error.status === 422)
    // That others were faster is no fault of the document.
    if (!refuses || error.type === 'busy') throw error
    const { type, message, faults } = error
    if (faults.length === 0) return [{ pointer: '', code: type, detail: message }]
    return faults.map(({ pointer = '', code, detail }) => ({ pointer, code, detail }))
  }
}

type Parts = Awaited<ReturnType<typeof getContent>>

function pointerTo(
  { sections, crossReferences }: Parts,
  section: string | null,
  reference: string | undefined,
): string {
  if (reference !== undefined) {
    return `/crossReferences/${crossReferences.findIndex(({ id }) => id === reference)}`
  }
  return section === null ? '' : `/sections/${sections.findIndex(({ slug }) => slug === section)}`
}
