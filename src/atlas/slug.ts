import slugify from '@sindresorhus/slugify'
import { transliterate } from 'transliteration'
import { z } from 'zod'
import { limits } from './limits.ts'

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a reference is written as a UUID (RFC 9562). */
export const isUuid = (reference: string): boolean => uuidShape.test(reference.toLowerCase())

/** The readable part of an address. Never all digits or UUID-shaped, so it cannot be taken for an M49 code or an id. */
export const Slug = z
  .string()
  .max(limits.slugCharacters)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens')
  .refine((slug) => !/^\d+$/.test(slug), 'a slug may not be all digits')
  .refine((slug) => !isUuid(slug), 'a slug may not look like a UUID')

/** `order` is an action among sections, so no section may bear it. */
export const SectionSlug = Slug.refine((slug) => slug !== 'order', '“order” is reserved')

/** Makes a slug of a title in any script: `AI & ML Community` → `ai-ml-community`. Empty where nothing can be made. */
export function slugFrom(title: string): string {
  const plain = title.replaceAll('&', ' ')
  const slug =
    slugify(plain, { decamelize: false }) || slugify(transliterate(plain), { decamelize: false })
  const fitting = slug.slice(0, limits.slugCharacters).replace(/-+$/, '')
  return Slug.safeParse(fitting).success || fitting === '' ? fitting : `c-${fitting}`
}
