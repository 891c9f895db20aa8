import type { z } from 'zod'
import { communityKinds } from '../../atlas/vocabularies/community-kinds.ts'
import type { Entry } from '../../atlas/vocabularies/entry.ts'
import { sectionKinds } from '../../atlas/vocabularies/section-kinds.ts'
import type { FoundFacets } from './counting.ts'
import type { Facets } from './schema.ts'

const kinds: Record<string, Entry> = communityKinds
const sections: Record<string, Entry> = sectionKinds

/** Facets as they are sent: values of closed lists with their labels. */
export const labelled = ({ kind, section, ...others }: FoundFacets): z.infer<typeof Facets> => ({
  ...withLabels(others),
  ...withLabels({
    ...(kind && { kind: kind.map((one) => ({ ...one, label: kinds[one.value]?.label ?? null })) }),
    ...(section && {
      section: section.map((one) => ({ ...one, label: sections[one.value]?.label ?? null })),
    }),
  }),
})

const withLabels = (facets: FoundFacets) =>
  Object.fromEntries(
    Object.entries(facets).map(([name, counts]) => [
      name,
      counts.map(({ value, label, count }) => ({ value, label: label ?? value, count })),
    ]),
  )
