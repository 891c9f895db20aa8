/**
 * The key under which a title sorts: accents and case removed, then the title itself to part equals. Compared
 * byte by byte, so that the order is the same on every Postgres, whatever its locale.
 */
export function sortKey(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return `${plain}\u0001${title}`
}
