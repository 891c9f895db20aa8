// A segmenter takes milliseconds to make. The bound keeps a caller with made-up locales from filling memory.
const segmenters = new Map<string, Intl.Segmenter>()
const segmentersKept = 100

/** The word segmenter of a locale (BCP 47), made once. */
export function wordSegmenter(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale)
  if (known) return known
  if (segmenters.size >= segmentersKept) segmenters.clear()
  const segmenter = new Intl.Segmenter(locale, { granularity: 'word' })
  segmenters.set(locale, segmenter)
  return segmenter
}
