import { nearest } from '../nearest.ts'
import { FrontMatter, frontMatterKeys } from './front-matter-schema.ts'
import { readYaml, type Yaml } from './front-matter-yaml.ts'
import { explainIssue, flattened } from './issues.ts'
import { type Findings, quoted } from './notices.ts'

/** Front matter whose values are valid. */
export interface ReadFrontMatter {
  fields: FrontMatter
  /** False for a translation, whose front matter says only whose texts follow, and in which language. */
  isWhole: boolean
  /** The line on which a field, or a part of it, stands. */
  lineOf: (path: PropertyKey[]) => number
}

type Issue = ReturnType<typeof flattened>[number]

/** Reads front matter; what is wrong in it is reported and left out. Null where nothing of it can be read. */
export function readFrontMatter(text: string, findings: Findings): ReadFrontMatter | null {
  const yaml = readYaml(text, findings)
  if (!yaml) return null
  const keys = Object.keys(yaml.value)
  if (!keys.includes('slug')) findings.error(1, 'the front matter has no “slug”')
  const isTranslation = keys.includes('locale') && keys.every((key) => /^(slug|locale)$/.test(key))
  const isWhole = !isTranslation
  const parsed = FrontMatter.safeParse(yaml.value)
  if (parsed.success) return { fields: parsed.data, isWhole, lineOf: yaml.lineOf }
  const issues = flattened(parsed.error.issues)
  for (const issue of issues) report(issue, yaml, findings)
  const { sound, kept } = withoutFaults(yaml.value, issues)
  const lineOf = ([key = '', index, ...rest]: PropertyKey[]) =>
    yaml.lineOf(typeof index === 'number' ? [key, kept(key, index), ...rest] : [key])
  return { fields: FrontMatter.safeParse(sound).data ?? {}, isWhole, lineOf }
}

function report(issue: Issue, yaml: Yaml, findings: Findings) {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      findings.error(yaml.lineOfKey(issue.path, key), unknownKey(issue.path, key))
    }
    return
  }
  const valueAt = (path: PropertyKey[]) => path.reduce(valueIn, yaml.value)
  findings.error(yaml.lineOf(issue.path), explainIssue(issue, valueAt))
}

const valueIn = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : value

function unknownKey(path: PropertyKey[], key: string): string {
  if (path.length > 0) return `unknown key ${quoted(key)} in “${String(path[0])}”`
  if (key === 'title' || key === 'tagline') {
    return `the ${key} does not stand in the front matter but in the text below it`
  }
  return `unknown key ${quoted(key)}.${key.length <= 100 ? nearest(key, frontMatterKeys) : ''}`
}

/** The values without the list entries and keys that have issues, and where an entry that is left stood before. */
function withoutFaults(value: Record<string, unknown>, issues: Issue[]) {
  const faulty = new Set(
    issues.flatMap(({ path: [key, index], ...issue }) => {
      if (key !== undefined)
        return typeof index === 'number' ? [`${String(key)} ${index}`] : [String(key)]
      return issue.code === 'unrecognized_keys' ? issue.keys : []
    }),
  )
  const positions = new Map<string, number[]>()
  const sound = Object.entries(value).flatMap(([key, field]): [string, unknown][] => {
    if (faulty.has(key)) return []
    if (!Array.isArray(field)) return [[key, field]]
    const left = [...field.keys()].filter((index) => !faulty.has(`${key} ${index}`))
    positions.set(key, left)
    return [[key, left.map((index) => field[index])]]
  })
  const kept = (key: PropertyKey, index: number) => positions.get(String(key))?.[index] ?? index
  return { sound: Object.fromEntries(sound), kept }
}
