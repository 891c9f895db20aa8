import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { z } from 'zod'
import { canonicalLocale, lookupChain } from '../atlas/locale.ts'
import { oneOf } from './query.ts'
import { remember } from './remember.ts'

/** A header can name thousands of languages; nobody reads that many. */
const MAX_LANGUAGES = 20

const Locale = z
  .string()
  .max(35)
  .transform((tag, context) => {
    const locale = canonicalLocale(tag)
    if (locale !== null) return locale
    context.issues.push({
      code: 'custom',
      input: tag,
      message: `“${tag}” is not a BCP 47 language tag.`,
    })
    return z.NEVER
  })

/** The parameter that selects a language. It never filters. */
export const localeParameter = {
  locale: Locale.optional().meta({
    description: 'BCP 47 tag of the wanted language; without it `Accept-Language` decides.',
    examples: ['es'],
  }),
}

/** For single resources, which can also be refused where they have no text in the wanted language. */
export const localeParameters = {
  ...localeParameter,
  fallback: oneOf(['none']).optional().meta({
    description:
      '`none`: no text in another language than the wanted one; 404 where there is none.',
  }),
}

/** The language tags to try, most wanted first: each asked for, then along its subtags (RFC 4647 lookup). */
export function wantedLocales(
  headers: IncomingHttpHeaders,
  query: { locale?: string | undefined },
): string[] {
  if (query.locale !== undefined) return lookupChain(query.locale)
  return [...acceptedLocales(headers['accept-language'] ?? '').locales]
}

/** Whether an address names the language itself, so that `Accept-Language` has no part in the answer. */
export function namesLocale(url: string): boolean {
  const query = url.indexOf('?')
  return query !== -1 && /(^|&)locale=/.test(url.slice(query + 1))
}

/** The languages that a request wants, as far as its address leaves that open: the same for the same list of them. */
export const languagesOf = ({ url, headers }: FastifyRequest): string =>
  namesLocale(url) ? '' : acceptedLocales(headers['accept-language'] ?? '').key

/** `Accept-Language` by quality; `*`, what is refused (`q=0`) and what is no language tag are left out. */
const acceptedLocales = remember((header) => {
  const tags = new Negotiator({ headers: { 'accept-language': header } })
    .languages()
    .slice(0, MAX_LANGUAGES)
    .flatMap((tag) => (tag === '*' ? [] : (canonicalLocale(tag) ?? [])))
  const locales = [...new Set(tags.flatMap(lookupChain))]
  return { locales, key: locales.join() }
})
