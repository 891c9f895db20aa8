import { z } from 'zod'
import type { Queryable } from '../../database/queryable.ts'
import { firstOf } from './matching.ts'

/** Texts that have a word, or another word of the same stem. */
const textsWith = (word: string): string =>
  `published.search_config k CROSS JOIN LATERAL (
     ${firstOf(
       `SELECT s.* FROM published.search_text s
        WHERE s.config = k.config AND s.words @@ plainto_tsquery(k.config::regconfig, ${word})`,
       20,
     )}) s`

const Word = z.object({ word: z.string() })

/** Those of the words that stand in no public text; what is too common to be looked for counts as known. */
export async function listUnknownWords(db: Queryable, words: string[]): Promise<string[]> {
  const { rows } = await db.query({
    text: `SELECT w.word FROM unnest($1::text[]) WITH ORDINALITY AS w(word, n)
      WHERE NOT EXISTS (SELECT 1 FROM published.search_config k
          WHERE numnode(plainto_tsquery(k.config::regconfig, w.word)) = 0)
        AND NOT EXISTS (SELECT 1 FROM ${textsWith('w.word')}) ORDER BY w.n`,
    values: [words],
  })
  return z
    .array(Word)
    .parse(rows)
    .map(({ word }) => word)
}

const NearWord = z.object({ word: z.string(), near: z.string() })

/** The words of the vocabulary that share the most with these, and those that are one of these swapped. */
export async function listNearWords(
  db: Queryable,
  words: string[],
  swaps: { word: string; swapped: string }[],
) {
  const { rows } = await db.query({
    text: `SELECT w.word, k.word AS near FROM unnest($1::text[]) AS w(word) CROSS JOIN LATERAL (
        SELECT v.word FROM published.search_word v WHERE v.word % w.word
        ORDER BY similarity(v.word, w.word) DESC, v.word LIMIT 30) k
      UNION SELECT w.word, v.word FROM unnest($2::text[], $3::text[]) AS w(word, swapped)
      JOIN published.search_word v ON v.word = w.swapped`,
    values: [words, swaps.map(({ word }) => word), swaps.map(({ swapped }) => swapped)],
  })
  return z.array(NearWord).parse(rows)
}

const Text = z.object({ text: z.string() })

/** Some public texts that have a word, or another word of the same stem. */
export async function listTextsWith(db: Queryable, word: string): Promise<string[]> {
  const { rows } = await db.query({
    text: `SELECT COALESCE(e.text, concat_ws(' ', t.title, t.tagline, array_to_string(c.aliases, ' '),
        array_to_string(c.tags, ' '))) AS text
      FROM ${textsWith('$1::text')}
      JOIN published.community c ON c.id = s.community_id
      LEFT JOIN LATERAL (SELECT x.heading || ' ' || x.text AS text FROM published.section_text x
        WHERE s.section_kind IS NOT NULL AND x.section_id = s.item_id AND x.locale = s.locale) e ON true
      LEFT JOIN published.community_text t ON t.community_id = s.item_id AND t.locale = s.locale`,
    values: [word],
  })
  return z
    .array(Text)
    .parse(rows)
    .map(({ text }) => text)
}
