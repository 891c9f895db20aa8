import { communityKindValues } from '../../../src/atlas/vocabularies/community-kinds.ts'
import { numbers } from '../numbers.ts'
import { rareWord, rareWordTexts, vocabulary, writer } from './prose.ts'

const kinds = [
  'overview',
  'history',
  'traditions',
  'music_arts',
  'social_structure',
  'modern_culture',
] as const
const countries = ['JP', 'BR', 'IN', 'NG', 'FR', 'US', 'MX', 'EG', 'ID', 'PL', 'KE', 'PE'] as const
const relations = ['see_also', 'influenced_by', 'related_to', 'overlaps_with', 'derived_from']
const references = 8

/** The slug of the community at a place in the atlas. */
export const slugAt = (place: number): string => `atlas-${place}`

/**
 * The profiles of an atlas, as lines of an import say them: six sections of 1.5 to 3 kB, 1 to 3 regions, about 8
 * references to others of it. The same count and seed make the same atlas.
 */
export function* generatedProfiles(count: number, seed: number): Generator<object> {
  for (let place = 0; place < count; place += 1) yield profileAt(place, count, seed)
}

/** The rare word of a profile: those that share it are spread over the whole atlas. */
const rareAt = (place: number, count: number): string =>
  rareWord(place % Math.ceil(count / rareWordTexts))

function profileAt(place: number, count: number, seed: number): object {
  const next = numbers(seed * 1_000_003 + place)
  const prose = writer(next)
  const { below, sentence } = prose
  const pick = <T>(values: readonly T[]): T | undefined => values[below(values.length)]
  const others = [
    ...new Set(Array.from({ length: references }, () => slugAt(below(count)))),
  ].filter((slug) => slug !== slugAt(place))
  const locales = place % 10 === 0 ? ['es'] : place % 25 === 1 ? ['ja'] : []
  return {
    slug: slugAt(place),
    kind: pick(communityKindValues),
    title: `${prose.title(1 + below(3))} ${place}`,
    tagline: sentence([]),
    aliases: [...new Set(Array.from({ length: below(3) }, () => prose.title(2)))],
    tags: [...new Set(Array.from({ length: 2 + below(4) }, () => vocabulary[below(300)]))],
    regions: [...new Set(Array.from({ length: 1 + below(3) }, () => pick(countries)))].map(
      (region, position) => ({ region, role: position === 0 ? 'primary' : 'present' }),
    ),
    sections: kinds.map((kind, index) => ({
      kind,
      body:
        prose.body(1500 + below(1300), others) +
        (index === 0 ? `\n\n${rareAt(place, count)}.` : ''),
      translations: Object.fromEntries(
        locales.map((locale) => [
          locale,
          { heading: prose.title(2), body: prose.body(1500, [], locale) },
        ]),
      ),
    })),
    crossReferences: others.map((community) => ({
      relation: pick(relations),
      target: { community },
      ...(below(4) === 0 ? { note: sentence([]) } : {}),
    })),
    translations: Object.fromEntries(
      locales.map((locale) => [locale, { title: `${prose.title(2)} ${place}` }]),
    ),
  }
}
