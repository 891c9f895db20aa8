import { keyFor } from '../../support/keys.ts'
import { slugAt } from '../atlas/profiles.ts'
import type { Figure } from '../report.ts'
import { interleave, loading, median } from '../rounds.ts'
import type { Stage } from '../stage.ts'

const editors = 8

/** Edits of sections, with revision and audit, against a bare route with one `UPDATE`. */
export async function editingFigures({ small, warm, reference }: Stage): Promise<Figure[]> {
  const key = await keyFor(small.database, 'editor')
  const samples = await interleave(
    {
      bare: (seconds) =>
        editorsAtOnce(seconds, async (editor) => () => bareEdit(reference.origin, editor)),
      edit: (seconds) =>
        editorsAtOnce(seconds, (editor) => sectionEditor(warm.origin, key, slugAt(editor))),
    },
    loading,
  )
  return [
    {
      what: `one section edit, ${editors} editors at once, against a bare \`UPDATE\` behind Fastify`,
      measured: median(samples.edit),
      reference: median(samples.bare),
      unit: 'edits/s',
      target: { atLeast: 0.35 },
    },
  ]
}

/** Edits a second of editors who each make one after the other. */
async function editorsAtOnce(
  seconds: number,
  start: (editor: number) => Promise<() => Promise<void>>,
): Promise<number> {
  const edits = await Promise.all(Array.from({ length: editors }, (_, editor) => start(editor)))
  const until = performance.now() + seconds * 1000
  const made = await Promise.all(
    edits.map(async (edit) => {
      let count = 0
      for (; performance.now() < until; count += 1) await edit()
      return count
    }),
  )
  return made.reduce((sum, count) => sum + count, 0) / seconds
}

let edits = 0

/** A body of about 2 kB that nobody has written before. */
function body(): string {
  edits += 1
  return `Said for the ${edits}th time. ${'It goes on like this. '.repeat(80)}`
}

async function bareEdit(origin: string, editor: number): Promise<void> {
  const answer = await fetch(`${origin}/edit/${editor}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ body: body() }),
  })
  if (!answer.ok) throw new Error(`A bare edit was answered with ${answer.status}.`)
  await answer.arrayBuffer()
}

/** An editor of one section, who knows its ETag from the edit before. */
async function sectionEditor(origin: string, key: string, slug: string) {
  const url = `${origin}/v1/editorial/communities/${slug}/sections/overview`
  const authorization = { Authorization: `Bearer ${key}` }
  const send = async (init: RequestInit): Promise<string> => {
    const answer = await fetch(url, init)
    if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}.`)
    await answer.arrayBuffer()
    return answer.headers.get('etag') ?? ''
  }
  let etag = await send({ headers: authorization })
  return async () => {
    etag = await send({
      method: 'PATCH',
      headers: {
        ...authorization,
        'If-Match': etag,
        'Content-Type': 'application/merge-patch+json',
      },
      body: JSON.stringify({ body: body() }),
    })
  }
}
