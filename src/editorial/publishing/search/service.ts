import type { Db } from '../../../database/database.ts'
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
  await store.insertSearchTexts(tx, rows)
  await store.insertWords(tx, vocabularyOf(rows))
  const suggestions = [...namesOf(communities)].flatMap(([id, names]) => suggestionsOf(id, names))
  await store.insertSuggestions(tx, 'community', suggestions)
}

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
