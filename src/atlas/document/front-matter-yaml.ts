import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Findings } from './notices.ts'

/** Front matter as YAML understands it, and the line of the document on which each part of it stands. */
export interface Yaml {
  value: Record<string, unknown>
  lineOf: (path: PropertyKey[]) => number
  lineOfKey: (path: PropertyKey[], key: string) => number
}

/** Reads front matter that begins on line 2 of its document; null where it is not a YAML map. */
export function readYaml(text: string, findings: Findings): Yaml | null {
  try {
    return parseYaml(text, findings)
  } catch {
    // What the YAML parser cannot bear: nesting beyond the call stack.
    findings.error(1, 'the front matter cannot be read: it is nested too deep')
    return null
  }
}

function parseYaml(text: string, findings: Findings): Yaml | null {
  const lineCounter = new LineCounter()
  const yaml = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' })
  const lineAt = (offset: number) => lineCounter.linePos(offset).line + 1
  const faults = [...yaml.errors, ...yaml.warnings]
  for (const { message, pos } of faults) {
    findings.error(lineAt(pos[0]), `front matter: ${inWords(message)}`)
  }
  let aliases = 0
  visit(yaml, {
    Alias(_, { range }) {
      findings.error(
        lineAt(range?.[0] ?? 0),
        'front matter: references (*name) are not understood here',
      )
      aliases++
    },
  })
  if (faults.length > 0 || aliases > 0) return null
  if (yaml.contents === null) return { value: {}, lineOf: () => 1, lineOfKey: () => 1 }
  if (!isMap(yaml.contents)) {
    findings.error(2, 'the front matter must be lines of “key: value”')
    return null
  }
  const value: Record<string, unknown> = yaml.toJS({ maxAliasCount: 0 })
  const places = placesIn(yaml, lineAt)
  return { value, ...places }
}

const inWords = (message: string): string =>
  message.startsWith('Maximum call stack') ? 'nested too deep' : message

function placesIn(yaml: Document, lineAt: (offset: number) => number) {
  const nodeAt = (path: PropertyKey[]) => (path.length > 0 ? yaml.getIn(path, true) : yaml.contents)
  const lineOf = (path: PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = nodeAt(path.slice(0, length))
      if (isNode(node) && node.range) return lineAt(node.range[0])
    }
    return 1
  }
  const lineOfKey = (path: PropertyKey[], wanted: string): number => {
    const map = nodeAt(path)
    const pair = isMap(map)
      ? map.items.find(({ key }) => isScalar(key) && String(key.value) === wanted)
      : null
    return isScalar(pair?.key) && pair.key.range ? lineAt(pair.key.range[0]) : lineOf(path)
  }
  return { lineOf, lineOfKey }
}
