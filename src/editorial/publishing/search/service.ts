import type { Db } from '../../../database/database.ts'
import { type Findable, findableIn } from './findable.ts'
import { suggestionsOf } from './rows.ts'
import * as store from './store.ts'

/**
 * Makes communities found by what is public of them now, and by nothing else, in the transaction that made it public.
 * What is deleted from the public side takes its rows with it. The publishing lock must be held.
 */
export async function storeSearchRows(tx: Db, communityIds: string[]): Promise<void> {
  if (communityIds.length === 0) return
  const communities = await store.listCommunityTexts(tx, communityIds)
  const sections = await store.listSectionTexts(tx, communityIds)
  await storeFindable(tx, communityIds, findableIn(communities, sections))
}

/** The same where it is known what they are found by. */
export async function storeFindable(
  tx: Db,
  communityIds: string[],
  { rows, words, suggestions }: Findable,
): Promise<void> {
  await store.deleteCommunityRows(tx, communityIds)
  await store.insertSearchTexts(tx, rows)
  await store.insertWords(tx, words)
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
