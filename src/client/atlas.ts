import {
  type ChangesQuery,
  type FeedPage,
  type FollowedChange,
  followChanges,
  followPages,
} from './changes.ts'
import { linesOf } from './dump.ts'
import { type Client, createClient } from './generated/client/index.ts'
import { Operations } from './generated/sdk.gen.ts'
import type {
  ExportAtlasData,
  ExportLine,
  ListCommunitiesData,
  ListRegionsData,
  RegionSummary,
  SparseCommunity,
} from './generated/types.gen.ts'
import { withKeptAnswers } from './kept-answers.ts'
import { eachOf } from './pages.ts'
import { problemOf } from './problem.ts'
import { type RetryPolicy, usualRetries, withRetries } from './retries.ts'
import type { Send } from './send.ts'

export interface AtlasSettings {
  /** Where the atlas is served, without `/v1`. */
  baseUrl: string
  /** An `atlas_…` key, for a quota of one's own and for editing. A secret: never in a browser. */
  key?: string
  /** Instead of the global one. */
  fetch?: typeof fetch
  /** Sent with every request, such as `Accept-Language` or `User-Agent`. */
  headers?: Record<string, string>
  retry?: Partial<RetryPolicy>
  /** How many bytes of answers to keep for revalidation; 0 keeps none. */
  keptBytes?: number
}

interface Interruptible {
  signal?: AbortSignal
}

const usualKeptBytes = 16 * 1024 * 1024
const longestPage = 100

/** Opens an atlas; nothing is sent before something is asked. */
export const createAtlas = (settings: AtlasSettings): Atlas => new Atlas(settings)

/**
 * Every operation of the contract as a method that answers with the body and throws an `AtlasProblem`, and what takes
 * more than one request: lists, the dump, the feed.
 */
export class Atlas extends Operations {
  /** For requests of which more than the body matters: `atlas.client.get` answers with the `response` too. */
  declare readonly client: Client

  constructor({ baseUrl, key, headers, fetch, retry, keptBytes }: AtlasSettings) {
    const send = layered(fetch ?? globalThis.fetch, retry, keptBytes)
    const client = createClient({
      baseUrl: baseUrl.replace(/\/+$/, ''),
      fetch: (input, init) => send(new Request(input, init)),
      headers: { ...headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) },
      throwOnError: true,
    })
    client.interceptors.error.use(problemOf)
    super({ client })
  }

  /** Every community that the filters let through. */
  communities(
    query: ListCommunitiesData['query'] = {},
    { signal }: Interruptible = {},
  ): AsyncGenerator<SparseCommunity, void, undefined> {
    const limit = query.include ? undefined : longestPage
    return eachOf((page) => this.listCommunities({ query: { limit, ...query, ...page }, signal }))
  }

  /** Every region that the filters let through. */
  regions(
    query: ListRegionsData['query'] = {},
    { signal }: Interruptible = {},
  ): AsyncGenerator<RegionSummary, void, undefined> {
    return eachOf((page) =>
      this.listRegions({
        query: { limit: longestPage, ...query, ...page },
        signal,
      }),
    )
  }

  /**
   * The whole atlas, line by line: a manifest, regions, communities, and an end with the cursor from which the feed goes
   * on. Throws `IncompleteDump` where it breaks off.
   */
  async *dump(
    query: ExportAtlasData['query'] = {},
    { signal }: Interruptible = {},
  ): AsyncGenerator<ExportLine, void, undefined> {
    const body = await this.client.get<ReadableStream<Uint8Array>, unknown, true, 'data'>({
      url: '/v1/export',
      query,
      parseAs: 'stream',
      responseStyle: 'data',
      signal,
    })
    yield* linesOf(body)
  }

  /**
   * Follows what changes from a cursor on: for ever with `wait`, else until nothing is new. Each change says which cursor
   * to keep once it is stored. Throws `CursorExpired` where a new dump is needed.
   */
  changes(
    query: ChangesQuery = {},
    options: Interruptible = {},
  ): AsyncGenerator<FollowedChange, void, undefined> {
    return followChanges(this.changePages(query, options), query.cursor)
  }

  /** The same page by page, for those who store a page and its cursor in one transaction. */
  changePages(
    query: ChangesQuery = {},
    { signal }: Interruptible = {},
  ): AsyncGenerator<FeedPage, void, undefined> {
    return followPages((page) => this.listChanges({ query: page, signal }), query)
  }
}

/** What a request passes on its way out: retries around kept answers around `fetch`. */
function layered(
  fetch: typeof globalThis.fetch,
  retry: Partial<RetryPolicy> = {},
  keptBytes = usualKeptBytes,
): Send {
  const send: Send = (request) => fetch(request)
  const keeping = keptBytes > 0 ? withKeptAnswers(send, keptBytes) : send
  return withRetries(keeping, { ...usualRetries, ...retry })
}
