import type { Db } from '../../database/database.ts'
import { Problem } from '../../problem.ts'
import type { Written } from '../../written.ts'
import { listDraftIds, lockDraftIfAny } from '../drafts/service.ts'
import { lockPublishing } from '../publishing/lock.ts'
import { problemAt } from './problems.ts'
import type { Setting, Step } from './step.ts'

/** Does all steps in their order. Throws the problem of the first one that is refused; nothing may be kept then. */
export async function runBatch(setting: Setting, steps: readonly Step[]): Promise<Written> {
  await holdAll(setting, steps)
  const results = []
  for (const [index, step] of steps.entries()) {
    const written = await done(index, step, setting)
    const { status = 200, entityTag = null, location = null, body } = written
    results.push({ operation: step.operation, status, entityTag, location, body })
  }
  return { body: { results } }
}

async function done(index: number, step: Step, setting: Setting): Promise<Written> {
  try {
    return await step.run(setting)
  } catch (error) {
    throw error instanceof Problem ? problemAt(index, step, error) : error
  }
}

/** Takes every lock up front, in the one order that all who take several keep: so no two wait for each other. */
async function holdAll({ tx, by }: Setting, steps: readonly Step[]): Promise<void> {
  if (steps.some(({ publishes }) => publishes)) await lockPublishing(tx)
  for (const id of await draftIdsOf(tx, steps)) {
    // Each step asks for itself what is in reach.
    await lockDraftIfAny(tx, id, { ...by, reach: null })
  }
}

async function draftIdsOf(tx: Db, steps: readonly Step[]): Promise<string[]> {
  const references = steps.flatMap(({ community }) => community ?? [])
  const ids = await listDraftIds(tx, [...new Set(references)])
  return [...new Set(ids.values())].sort()
}
