import type { z } from 'zod'
import type { Content } from './content.ts'
import { limits } from './limits.ts'
import { isScope, type RegionKind } from './vocabularies/region-kinds.ts'
import { relations } from './vocabularies/relations.ts'

type Report = (path: (string | number)[], message: string) => void

/** The rules that span more than one field of a community's content. */
export function checkContent(content: Content, context: z.RefinementCtx<Content>): void {
  const report: Report = (path, message) => context.addIssue({ code: 'custom', path, message })
  checkUnique(content.tags, (tag) => tag, ['tags'], report)
  checkUnique(content.aliases, (alias) => alias, ['aliases'], report)
  checkUnique(content.regions, ({ region, role }) => `${role} ${region}`, ['regions'], report)
  checkSections(content, report)
  checkReferences(content, report)
  checkLocales(content, report)
}

function checkUnique<T>(
  list: T[],
  keyOf: (item: T) => string | null,
  path: string[],
  report: Report,
) {
  const seen = new Set<string>()
  for (const [index, item] of list.entries()) {
    const key = keyOf(item)
    if (key === null) continue
    if (seen.has(key)) report([...path, index], `“${key}” is there twice`)
    seen.add(key)
  }
}

function checkSections({ sections }: Content, report: Report) {
  checkUnique(sections, ({ id }) => id, ['sections'], report)
  checkUnique(sections, ({ slug }) => slug, ['sections'], report)
  checkUnique(sections, ({ kind }) => (kind === 'other' ? null : kind), ['sections'], report)
}

function checkReferences({ slug, sections, crossReferences }: Content, report: Report) {
  checkUnique(crossReferences, ({ id }) => id, ['crossReferences'], report)
  checkUnique(
    crossReferences,
    ({ relation, target }) => `${relation} ${Object.values(targetKey(target)).join(' ')}`,
    ['crossReferences'],
    report,
  )
  const slugs = new Set(sections.map((section) => section.slug))
  for (const [index, { relation, target, section }] of crossReferences.entries()) {
    const outside = 'url' in target
    if (relations[relation].external !== outside) {
      const wanted = outside ? 'a community' : 'a url'
      report(['crossReferences', index, 'target'], `“${relation}” needs ${wanted} as its target`)
    }
    if (!outside && target.community === slug) {
      report(['crossReferences', index, 'target'], 'a community may not refer to itself')
    }
    if (section !== null && !slugs.has(section)) {
      report(['crossReferences', index, 'section'], `there is no section “${section}”`)
    }
  }
}

/** What makes two targets the same one; the label of a URI does not. */
function targetKey(target: Content['crossReferences'][number]['target']) {
  return 'url' in target ? { url: target.url } : target
}

function checkLocales({ defaultLocale, translations, sections }: Content, report: Report) {
  if (defaultLocale in translations) {
    report(
      ['translations', defaultLocale],
      'the default locale is written in the fields themselves',
    )
  }
  if (Object.keys(translations).length >= limits.locales) {
    report(['translations'], `more than ${limits.locales} locales`)
  }
  for (const [index, section] of sections.entries()) {
    for (const locale of Object.keys(section.translations)) {
      if (locale in translations) continue
      const path = ['sections', index, 'translations', locale]
      report(path, `the community has no title in “${locale}”`)
    }
  }
}

/** Whether a role fits a region: scopes take the role `scope`, places any other. */
export const roleFits = (role: string, kind: RegionKind): boolean =>
  (role === 'scope') === isScope(kind)
