import type { z } from 'zod'
import { nearest } from '../nearest.ts'
import { quoted } from './notices.ts'

type Issue = z.core.$ZodIssue

/** The issues with those of a union replaced by the ones of the member that came nearest. */
export function flattened(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue]
    const [fewest = []] = issue.errors.toSorted((a, b) => a.length - b.length)
    const inner = fewest.map((part) => ({ ...part, path: [...issue.path, ...part.path] }) as Issue)
    return inner.length > 0 ? flattened(inner) : [issue]
  })
}

/** An issue in the words of a document: the field, what is wrong and, where one is near, what was meant. */
export function explainIssue(issue: Issue, valueAt: (path: PropertyKey[]) => unknown): string {
  const field = issue.path.filter((key) => typeof key === 'string' && key !== 'sections').join('.')
  if (issue.code === 'invalid_value') return unknownValue(field, valueAt(issue.path), issue.values)
  if (issue.code === 'too_big') return `${field}: ${tooBig(issue)}`
  if (issue.code === 'too_small') return `${field}: is empty or too small`
  if (issue.code === 'invalid_type') return `${field}: ${wrongType(issue, valueAt(issue.path))}`
  return `${field}: ${issue.message.replace(/^Invalid/, 'invalid')}`
}

function unknownValue(field: string, value: unknown, values: readonly unknown[]): string {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const meant = written.length <= 100 ? nearest(written, values.map(String)) : ''
  return `unknown ${field.split('.').at(-1)} ${quoted(written)}.${meant}`
}

const tooBig = ({ origin, maximum }: z.core.$ZodIssueTooBig): string =>
  origin === 'string' ? `longer than ${maximum} characters` : `more than ${maximum}`

function wrongType({ expected }: z.core.$ZodIssueInvalidType, value: unknown): string {
  if (value === undefined) return 'is missing'
  const quotes = expected === 'string' && typeof value !== 'object' ? '; put it in quotes' : ''
  return `must be of the type ${expected}${quotes}`
}
