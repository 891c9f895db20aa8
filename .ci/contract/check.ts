/** Fails where the contract breaks clients of the last released one and its version does not say so. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { vocabularies } from '../../src/atlas/vocabularies/vocabularies.ts'
import { breakingChanges, mayBreak } from './breaking-changes.ts'
import { objectIn } from './json-pointer.ts'

const read = (file: string) => objectIn(parse(readFileSync(new URL(file, import.meta.url), 'utf8')))
const versionOf = ({ info }: Record<string, unknown>) => String(objectIn(info).version)

const before = read('../../docs/released/openapi.yaml')
const after = read('../../openapi.yaml')
const values = new Set(Object.values(vocabularies).flatMap(({ entries }) => Object.keys(entries)))
const isInVocabulary = (value: unknown) => typeof value === 'string' && values.has(value)

const found = breakingChanges({ before, after, isInVocabulary })
const [from, to] = [versionOf(before), versionOf(after)]
if (found.length > 0 && !mayBreak(from, to)) {
  process.stderr.write(
    `openapi.yaml ${to} breaks clients of the released ${from}:\n  ${found.join('\n  ')}\n` +
      'Take it back, or raise the version in package.json: a new major, before 1.0 a new minor.\n',
  )
  process.exitCode = 1
}
