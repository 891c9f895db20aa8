/** One spelling for what is written alike: compatibility forms, apostrophes, hyphens and runs of blanks. Keeps case. */
export const unify = (text: string): string =>
  text
    .replace(/\u00ad|\ufe0e|\ufe0f/g, '')
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u2010\u2011]/g, '-')
    .replace(/\s+/g, ' ')

/**
 * Unified and folded in case, accents kept. A name may have no locale, so the pairs of all languages fold at once: ß is
 * ss, final ς is σ, and i with a dot and without one (Turkish, Azeri) are one letter.
 */
export const fold = (text: string): string =>
  unify(text)
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ς/g, 'σ')
    .replace(/ı|i\u0307/g, 'i')
