interface Page<Item> {
  data: readonly Item[]
  page: { next: string | null }
}

/**
 * Every item of a list, page after page; `ask` gets the parameter that chooses the page:
 * `eachOf((page) => atlas.listTags({ query: { limit: 100, ...page } }))`.
 */
export async function* eachOf<Item>(
  ask: (page: { cursor?: string }) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let next: string | null | undefined
  while (next !== null) {
    const { data, page } = await ask(next === undefined ? {} : { cursor: next })
    yield* data
    next = page.next
  }
}
