import type { z } from 'zod'
import type { Content } from './content.ts'
import { limits } from './limits.ts'
import { isScope, type RegionKind } from './vocabularies/region-kinds.ts'
import { relations } from './vocabularies/relations.ts'

type Path = (string | number)[]
type Stated = Pick<Content['crossReferences'][number], 'relation' | 'target'>
type Report = (path: Path, code: string, message: string) => void
type Items<T> = [index: number, item: T][]
type ListName = 'tags' | 'aliases' | 'regions' | 'sections' | 'crossReferences'
/** The items of a list that have the right shape, so that these rules speak up beside faults of single fields. */
type ItemsOf = <N extends ListName>(name: N) => Items<Content[N][number]>

/** The rules that span more than one field of a community's content. */
export function checkContent(content: Content, context: z.RefinementCtx<Content>): void {
  const report: Report = (path, code, message) =>
    context.addIssue({ code: 'custom', path, message, params: { code } })
  const misshapen = new Set(
    context.issues
      .filter((issue) => issue.continue !== true)
      .map(({ path = [] }) => path.slice(0, 2).join('/')),
  )
  const itemsOf: ItemsOf = (name) =>
    misshapen.has(name)
      ? []
      : [...content[name].entries()].filter(([index]) => !misshapen.has(`${name}/${index}`))
  checkUnique(itemsOf('tags'), (tag) => tag, ['tags'], report)
  checkUnique(itemsOf('aliases'), (alias) => alias, ['aliases'], report)
  checkUnique(itemsOf('regions'), ({ region, role }) => `${role} ${region}`, ['regions'], report)
  checkSections(itemsOf('sections'), report)
  checkReferences(content, itemsOf, report)
  if (!misshapen.has('translations')) checkLocales(content, itemsOf('sections'), report)
}

function checkUnique<T>(
  items: Items<T>,
  keyOf: (item: T) => string | null,
  [list, ...field]: [string, ...string[]],
  report: Report,
) {
  const seen = new Set<string>()
  for (const [index, item] of items) {
    const key = keyOf(item)
    if (key === null) continue
    if (seen.has(key)) report([list, index, ...field], 'duplicate', `“${key}” is there twice`)
    seen.add(key)
  }
}

function checkSections(items: Items<Content['sections'][number]>, report: Report) {
  checkUnique(items, ({ id }) => id, ['sections', 'id'], report)
  checkUnique(items, ({ slug }) => slug, ['sections', 'slug'], report)
  const soleKind = (kind: string) => (kind === 'other' ? null : kind)
  checkUnique(items, ({ kind }) => soleKind(kind), ['sections', 'kind'], report)
}

function checkReferences({ slug, sections }: Content, itemsOf: ItemsOf, report: Report) {
  const items = itemsOf('crossReferences')
  checkUnique(items, ({ id }) => id, ['crossReferences', 'id'], report)
  checkUnique(items, factOf, ['crossReferences'], report)
  // A section with a fault of its own is there all the same.
  const slugs = new Set(Array.isArray(sections) ? sections.map((section) => section?.slug) : [])
  for (const [index, reference] of items) {
    checkTarget(reference, slug, ['crossReferences', index, 'target'], report)
    if (reference.section !== null && !slugs.has(reference.section)) {
      const message = `there is no section “${reference.section}”`
      report(['crossReferences', index, 'section'], 'unknown-section', message)
    }
  }
}

function checkTarget({ relation, target }: Stated, own: string, path: Path, report: Report) {
  const outside = 'url' in target
  if (relations[relation].external !== outside) {
    const wanted = outside ? 'a community' : 'a url'
    report(path, 'unfit-target', `“${relation}” needs ${wanted} as its target`)
  }
  if (!outside && target.community === own) {
    report(path, 'self-reference', 'a community may not refer to itself')
  }
}

/** What a cross-reference states: two with the same relation and target are one; the label of a URI does not count. */
export function factOf({ relation, target }: Stated): string {
  const ends = 'url' in target ? [target.url] : Object.values(target)
  return `${relation} ${ends.join(' ')}`
}

function checkLocales(
  { defaultLocale, translations }: Content,
  sections: Items<Content['sections'][number]>,
  report: Report,
) {
  if (defaultLocale in translations) {
    const message = 'the default locale is written in the fields themselves'
    report(['translations', defaultLocale], 'default-locale', message)
  }
  if (Object.keys(translations).length >= limits.locales) {
    report(['translations'], 'too-big', `more than ${limits.locales} locales`)
  }
  for (const [index, section] of sections) {
    for (const locale of Object.keys(section.translations)) {
      if (locale in translations) continue
      const path = ['sections', index, 'translations', locale]
      report(path, 'untitled-locale', `the community has no title in “${locale}”`)
    }
  }
}

/** Whether a role fits a region: scopes take the role `scope`, places any other. */
export const roleFits = (role: string, kind: RegionKind): boolean =>
  (role === 'scope') === isScope(kind)
