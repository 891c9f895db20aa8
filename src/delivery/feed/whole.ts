import { z } from 'zod'
import {
  type BodyFormat,
  communityTextJoin,
  profileFields,
  sectionFields,
} from '../communities/projection.ts'
import { Community } from '../communities/schema.ts'
import { allReferences } from '../cross-references/projection.ts'
import { json, objectText } from '../json-text.ts'
import { noLocales } from '../parameters.ts'
import { jsonObject, regionReference } from '../projections.ts'
import { Id, RegionReference } from '../schema.ts'
import { SectionInProfile } from '../sections/schema.ts'

/** A region in all its languages. It shows nothing of others, whose changes would change it too. */
const WholeRegion = RegionReference.extend({
  isoAlpha3: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-3' }),
  isoSubdivision: z.string().nullable().meta({ description: 'ISO 3166-2' }),
  wikidataId: z.string().nullable(),
  point: z.object({ latitude: z.number(), longitude: z.number() }).nullable().meta({
    description: 'WGS 84, degrees',
  }),
  parentId: Id.nullable(),
  names: z.record(z.string(), z.string()).meta({ description: 'By BCP 47 language tag.' }),
}).meta({ id: 'WholeRegion' })

/** Those fields of a section that differ from one language to the other, with its id. */
const TranslatedSection = SectionInProfile.pick({
  id: true,
  heading: true,
  body: true,
  html: true,
  text: true,
  wordCount: true,
  readingMinutes: true,
}).meta({ id: 'TranslatedSection' })
const translatedFields = TranslatedSection.shape

const Translation = z
  .object({
    title: z.string().nullable().meta({ description: 'Null where only sections are translated.' }),
    tagline: z.string().nullable(),
    sections: z.array(TranslatedSection).meta({
      description: 'The translated ones, by their ids.',
    }),
  })
  .meta({ id: 'Translation' })

const WholeCommunity = Community.omit({ untranslatedSections: true, crossReferencesNext: true })
  .extend({
    translations: z.record(z.string(), Translation).meta({
      description: 'The texts in other languages than `locale`, by BCP 47 language tag.',
    }),
  })
  .meta({ id: 'WholeCommunity' })

/** All that is public of one resource: a profile in its own language, with every cross-reference and translation, or a region. */
export const WholeResource = z
  .discriminatedUnion('type', [WholeCommunity, WholeRegion])
  .meta({ id: 'WholeResource' })

/** SQL: the region `r` as one JSON object. */
export const wholeRegion: string = jsonObject({
  ...regionReference('r', noLocales),
  isoAlpha3: 'r.iso_alpha3',
  isoSubdivision: 'r.iso3166_2',
  wikidataId: 'r.wikidata_id',
  point: `CASE WHEN r.latitude IS NOT NULL
    THEN ${jsonObject({ latitude: 'r.latitude', longitude: 'r.longitude' })} END`,
  parentId: 'r.parent_id',
  names: 'r.names',
})

/** SQL: the community `c` as one JSON object, and what it takes in a FROM clause. */
export function wholeCommunity(bodies: readonly BodyFormat[]) {
  const shape = { locales: noLocales, fallback: true, bodies, crossReferences: true }
  const fields = { ...profileFields(shape), translations: json(translations(bodies)) }
  const references = `CROSS JOIN LATERAL (${allReferences('c', noLocales)}) e`
  return {
    json: `(${objectText(fields)})::json`,
    from: `published.community c ${communityTextJoin(shape)} ${references}`,
  }
}

function translations(bodies: readonly BodyFormat[]): string {
  const fields = Object.entries(sectionFields(bodies)).filter(([name]) => name in translatedFields)
  const translated = jsonObject({
    title: 'o.title',
    tagline: 'o.tagline',
    sections: `(SELECT COALESCE(json_agg(${jsonObject(Object.fromEntries(fields))} ORDER BY s.position), '[]')
      FROM published.section s JOIN published.section_text x ON x.section_id = s.id AND x.locale = l.locale
      WHERE s.community_id = c.id)`,
  })
  return `(SELECT COALESCE(json_object_agg(l.locale, ${translated} ORDER BY l.locale), '{}') FROM (
      SELECT t.locale FROM published.community_text t WHERE t.community_id = c.id
      UNION SELECT x.locale FROM published.section s JOIN published.section_text x ON x.section_id = s.id
      WHERE s.community_id = c.id
    ) l LEFT JOIN published.community_text o ON o.community_id = c.id AND o.locale = l.locale
    WHERE l.locale <> c.default_locale)`
}
