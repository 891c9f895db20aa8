import { z } from 'zod'
import { SoleSection } from '../../atlas/published/profile.ts'
import type { Pool } from '../../database/database.ts'
import { isReferredTo, type Reference } from '../addresses/reference.ts'
import {
  communityTextJoin,
  profileFields,
  referencesJoin,
  sectionFields,
  sectionsFrom,
} from '../communities/projection.ts'
import { Rest } from '../cross-references/projection.ts'
import { json, objectText, type Projection, type TextProjection, word } from '../json-text.ts'
import { ask, Parameters } from '../parameters.ts'
import { communityReference, jsonObject } from '../projections.ts'
import { type OtherForm, otherForms } from './forms.ts'
import { identifiedRegions, ownStatements } from './projection.ts'

export interface RepresentationView {
  form: OtherForm
  /** The wanted locales, most wanted first. */
  locales: string[]
  /** Whether texts in the community's default locale stand in for missing ones. */
  fallback: boolean
}

const ProfileRow = z.object({
  body: z.string(),
  id: z.string(),
  slug: z.string(),
  modifiedAt: z.date(),
  regionIds: z.array(z.string()),
  rest: Rest,
})
export type ProfileRow = z.infer<typeof ProfileRow>

/** All that a form shows of a profile, in one statement. Null where it is not published or not in these locales. */
export async function findProfile(
  pool: Pool,
  reference: Reference,
  { form, locales, fallback }: RepresentationView,
): Promise<ProfileRow | null> {
  const { bodies, crossReferences, statements } = otherForms[form]
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const shape = { locales: wanted, fallback, bodies: [bodies], crossReferences }
  const fields: TextProjection = {
    ...profileFields(shape),
    defaultLocale: word('c.default_locale'),
    regions: json(identifiedRegions('c', wanted)),
    sections:
      json(`(SELECT COALESCE(json_agg(${jsonObject(textFields(form))} ORDER BY s.position), '[]')
      FROM ${sectionsFrom(shape)})`),
    ...(statements ? { statements: json(ownStatements('c')) } : {}),
  }
  const { rows } = await ask(
    pool,
    `SELECT ${objectText(fields)} AS body, c.id, c.slug, c.modified_at AS "modifiedAt",
       ARRAY(SELECT cr.region_id::text FROM published.community_region cr
         WHERE cr.community_id = c.id) AS "regionIds",
       ${crossReferences ? 'e.rest' : 'NULL::json'} AS rest
     FROM published.community c ${communityTextJoin(shape)} ${referencesJoin(shape)}
     WHERE ${isReferredTo('c', reference, parameters)}`,
    parameters.values,
  )
  return rows[0] ? ProfileRow.parse(rows[0]) : null
}

const bodyColumns = { markdown: 'x.body', html: 'x.html', text: 'x.text' }

/** A section with its text as a form needs it. */
const textFields = (form: OtherForm): Projection => ({
  ...sectionFields([]),
  body: bodyColumns[otherForms[form].bodies],
})

const SectionRow = z.object({
  section: SoleSection,
  communityId: z.string(),
  modifiedAt: z.date(),
})
export type SectionRow = z.infer<typeof SectionRow>

/** All that a form shows of a section, in one statement. Null where it is not published or not in these locales. */
export async function findSection(
  pool: Pool,
  community: Reference,
  section: Reference,
  { form, locales, fallback }: RepresentationView,
): Promise<SectionRow | null> {
  const parameters = new Parameters()
  const wanted = parameters.addLocales(locales)
  const fields = { ...textFields(form), community: communityReference('c', wanted) }
  const { rows } = await ask(
    pool,
    `SELECT ${jsonObject(fields)} AS section, c.id AS "communityId", s.modified_at AS "modifiedAt"
     FROM published.community c CROSS JOIN ${sectionsFrom({ locales: wanted, fallback })}
       AND ${isReferredTo('c', community, parameters)} AND ${isReferredTo('s', section, parameters)}`,
    parameters.values,
  )
  return rows[0] ? SectionRow.parse(rows[0]) : null
}
