import type { PublishedProfile, PublishedRegion } from '../published/profile.ts'
import { regionRoles } from '../vocabularies/region-roles.ts'
import { figures } from './figures.ts'
import { Identifiers } from './identifiers.ts'
import { element, escaped, inEnglish } from './markup.ts'
import { referenceItem } from './references.ts'
import { sectionFragment } from './section.ts'

/** A profile as one `article`, to stand inside a page; links lead to the pages of the site. */
export function articleFragment(profile: PublishedProfile, siteUrl: string): string {
  const { slug, locale, sections, images } = profile
  const identifiers = new Identifiers()
  // The sections' own ids come first: they are addresses that others link to.
  for (const section of sections) identifiers.take(section.slug)
  const id = identifiers.take(`community-${slug}`)
  const content = [
    header(profile),
    ...figures(images),
    ...sections.map((section) => sectionFragment(section, identifiers)),
    regionList(profile, identifiers),
    referenceList(profile, identifiers, siteUrl),
    footer(profile),
  ]
  const written = content.filter((part) => part !== '').join('\n')
  return `${element('article', { id, lang: locale }, `\n${written}\n`)}\n`
}

function header({ title, tagline, aliases, locale }: PublishedProfile): string {
  const others = `${inEnglish('Also known as:', locale)} ${escaped(aliases.join(', '))}`
  return element(
    'header',
    {},
    [
      element('h1', {}, escaped(title)),
      tagline === null ? '' : element('p', {}, escaped(tagline)),
      aliases.length === 0 ? '' : element('p', {}, others),
    ].join(''),
  )
}

function regionList({ regions, locale }: PublishedProfile, identifiers: Identifiers): string {
  const item = ({ slug, name, role }: PublishedRegion) =>
    element(
      'li',
      { 'data-region': slug, 'data-role': role },
      [escaped(name), inEnglish(regionRoles[role].label.toLowerCase(), locale)].join(' · '),
    )
  return list('Regions', regions.map(item), locale, identifiers)
}

function referenceList(
  { crossReferences, crossReferencesNext, locale }: PublishedProfile,
  identifiers: Identifiers,
  siteUrl: string,
): string {
  const items = crossReferences.map((reference) => referenceItem(reference, locale, siteUrl))
  const rest = element(
    'a',
    { href: crossReferencesNext, rel: 'next' },
    inEnglish('Further cross-references', locale),
  )
  const further = crossReferencesNext === undefined ? [] : [element('li', {}, rest)]
  return list('Cross-references', [...items, ...further], locale, identifiers)
}

function list(heading: string, items: string[], locale: string, identifiers: Identifiers): string {
  if (items.length === 0) return ''
  const id = identifiers.take(heading.toLowerCase())
  const headingId = identifiers.take(`${id}-heading`)
  return element(
    'section',
    { id, 'aria-labelledby': headingId },
    [
      element('h2', { id: headingId }, inEnglish(heading, locale)),
      element('ul', {}, items.join('')),
    ].join(''),
  )
}

function footer({ creditText, license, canonicalUrl }: PublishedProfile): string {
  const parts = [
    creditText === null ? [] : [escaped(creditText)],
    license === null ? [] : [licence(license)],
    canonicalUrl === null
      ? []
      : [element('a', { href: canonicalUrl, rel: 'canonical' }, escaped(canonicalUrl))],
  ].flat()
  return parts.length === 0
    ? ''
    : element('footer', {}, parts.map((part) => element('p', {}, part)).join(''))
}

const licence = (license: string): string =>
  /^https?:\/\/\S+$/.test(license)
    ? element('a', { href: license, rel: 'license' }, escaped(license))
    : escaped(license)
