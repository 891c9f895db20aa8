import { type Relation, relations } from '../../../atlas/vocabularies/relations.ts'
import { conflict } from '../../../problem.ts'

/** A published community that refers to another one, and how. */
export interface Referrer {
  id: string
  slug: string
  title: string
  /** What it asserts about the other, from its own end; sorted. */
  relations: Relation[]
  /** Whether a `[[link]]` in its texts leads there. */
  linked: boolean
}

/** Throws a 409 that names every one of these referrers. They are public, so whoever may ask may know them. */
export function refuseReferrers(slug: string, referrers: Referrer[]): void {
  if (referrers.length === 0) return
  const faults = referrers.map((referrer) => ({
    parameter: 'force',
    code: 'referrer',
    detail: `“${referrer.slug}” refers to it: ${mannersOf(referrer).join(', ')}.`,
  }))
  throw conflict('still-referenced', `Published profiles refer to “${slug}”.`, faults)
}

const mannersOf = (referrer: Referrer): string[] => [
  ...referrer.relations.map((relation) => relations[relation].label),
  ...(referrer.linked ? ['link in a text'] : []),
]

/** How a referrer is named in an answer. */
export const referrerBody = ({ id, slug, title }: Pick<Referrer, 'id' | 'slug' | 'title'>) => ({
  type: 'community' as const,
  id,
  slug,
  title,
})
