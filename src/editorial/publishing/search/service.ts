import type { Db } from '../../../database/database.ts'
import { sideBySide } from '../../../database/transactions.ts'
import { namesOf, searchRowsOf, suggestionsOf, vocabularyOf } from './rows.ts'
import * as store from './store.ts'

/**
 * Makes communities found by what is public of them now, and by nothing else, in the transaction that made it public.
 * What is deleted from the public side takes its rows with it. The publishing lock must be held.
 */
export async function storeSearchRows(tx: Db, communityIds: string[]): Promise<void> {
  if (communityIds.length === 0) return
  await store.deleteCommunityRows(tx, communityIds)
  const communities = await store.listCommunityTexts(tx, communityIds)
  const sections = await store.listSectionTexts(tx, communityIds)
  const rows = searchRowsOf(communities, sections)
  const [, { words, suggestions }] = await sideBySide(
    store.insertSearchTexts(tx, rows),
    offersOf(rows, communities),
  )
  await store.insertWords(tx, words)
  await store.insertSuggestions(tx, 'community', suggestions)
}

/** What is offered for words that nobody wrote, or not yet; Postgres takes longer to index what was written. */
const offersOf = async (rows: store.SearchRow[], communities: store.CommunityTextRow[]) => ({
  words: vocabularyOf(rows),
  suggestions: [...namesOf(communities)].flatMap(([id, names]) => suggestionsOf(id, names)),
})

export const { deferSorting, sortSearchTexts } = store

/** Offers regions under all their names, and under no former one. */
export async function storeRegionSuggestions(tx: Db, regionIds: string[]): Promise<void> {
  await store.deleteRegionSuggestions(tx, regionIds)
  const regions = await store.listRegionNames(tx, regionIds)
  const suggestions = regions.flatMap(({ id, names: { en = '', ...others } }) => {
    const names = [['en', en], ...Object.entries(others)] as const
    return suggestionsOf(
      id,
      names.map(([locale, label]) => ({ locale, label })),
    )
  })
  await store.insertSuggestions(tx, 'region', suggestions)
}
