/** An answer in which what differs from one database to the next is written alike. */
export function settled(answer: string): string {
  return (
    numbered(answer, /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (number) => {
      return `01a20b2c-0000-7000-8000-${number.padStart(12, '0')}`
    })
      .replaceAll(/20[0-8]\d-\d\d-\d\dT[\d:.]+Z/g, '2026-11-24T10:00:00.000Z')
      .replaceAll(/"next":"[\w-]+"/g, '"next":"bWFkZS1ieS10aGUtc2VydmVy"')
      // Secrets, which nobody shall take for ones that were ever good.
      .replaceAll(/atlas_[0-9a-f]{32}_[\w-]{43}/g, `atlas_${'0'.repeat(32)}_${'A'.repeat(43)}`)
      .replaceAll(/\/v1\/previews\/[\w-]+/g, '/v1/previews/bWFkZS1ieS10aGUtc2VydmVy')
  )
}

/** The same with the digests that are ids of suggestions and checks; no slug has a capital letter. */
export const settledDigests = (answer: string): string =>
  numbered(settled(answer), /(?<=")(?=[\w-]*[A-Z])[\w-]{22}(?=")/g, (number) => {
    return `digest${number.padStart(16, '0')}`
  })

/** With what matches written as its number, in the order in which each first comes. */
function numbered(text: string, pattern: RegExp, write: (number: string) => string): string {
  const known = new Map<string, string>()
  return text.replaceAll(pattern, (found) => {
    if (!known.has(found)) known.set(found, write(String(known.size + 1)))
    return known.get(found) ?? found
  })
}
