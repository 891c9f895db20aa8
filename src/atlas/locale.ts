import { z } from 'zod'

/** The canonical form of a BCP 47 language tag (`pt-br` → `pt-BR`), or null where it is not one. */
export function canonicalLocale(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null // the only way in which Intl says "malformed"
  }
}

/** A BCP 47 language tag in canonical form. */
export const Locale = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) === tag, 'not a canonical BCP 47 language tag')

/** The tags to try for a wanted one, most specific first (RFC 4647 lookup): `zh-Hant-TW` → `zh-Hant-TW, zh-Hant, zh`. */
export function lookupChain(tag: string): string[] {
  const subtags = tag.split('-')
  return subtags
    .map((_, index) => subtags.slice(0, subtags.length - index))
    .filter((part) => part.at(-1)?.length !== 1)
    .map((part) => part.join('-'))
}
