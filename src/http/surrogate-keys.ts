/** Larger headers are cut or refused somewhere on the way to the cache that should read them. */
const MAX_BYTES = 4096

const coarse: Record<string, string> = { c: 'communities', n: 'regions', r: 'regions' }

/**
 * The value of the header that tells a cache what an answer depends on. Where the tags of single things would be too
 * many, their collections stand for them: the answer is then purged too often, never too seldom.
 */
export function surrogateKeys(tags: readonly string[]): string {
  const all = join(tags)
  return Buffer.byteLength(all) <= MAX_BYTES ? all : join(tags.map(coarsen))
}

const join = (tags: readonly string[]) => [...new Set(tags)].join(' ')

const coarsen = (tag: string) => (tag[1] === '-' ? (coarse[tag.charAt(0)] ?? tag) : tag)
