import { parser, type Token } from '../markdown/parser.ts'
import { reachesNestingLimit } from '../markdown/public-shape.ts'
import type { Findings } from './notices.ts'

/** A `#` or `##` line at the very beginning of its line, outside of code. */
export interface OutlineHeading {
  /** Of its line, from 0. */
  index: number
  /** Of the line behind what belongs to it, from 0. */
  end: number
  level: 1 | 2
  text: string
}

interface Outline {
  headings: OutlineHeading[]
  /** The lines of a body that would be headings of the document but for the one blank before them. */
  indented: Set<number>
  tokens: Token[]
}

/** The lines that structure a Markdown text. A heading that is indented, or deeper than `##`, is text of a body. */
export function readOutline(lines: string[]): Outline {
  const tokens: Token[] = []
  parser.block.parse(lines.join('\n'), parser, {}, tokens)
  const marked = tokens.flatMap(({ type, level, markup, map }) => {
    const index = map?.[0] ?? 0
    const isMark = type === 'heading_open' && level === 0 && /^##?$/.test(markup)
    return isMark ? [{ index, markup, line: lines[index] ?? '' }] : []
  })
  const marks = marked.filter(({ line, markup }) => line.startsWith(markup))
  const indented = marked.filter(({ line, markup }) => line.startsWith(` ${markup}`))
  const headings = marks.map(({ index, markup }, position): OutlineHeading => {
    const text = (lines[index] ?? '').slice(markup.length).trim()
    const end = marks[position + 1]?.index ?? lines.length
    return { index, end, level: markup === '#' ? 1 : 2, text }
  })
  return { headings, indented: new Set(indented.map(({ index }) => index)), tokens }
}

/** Reports what would swallow the sections below it: a fence that is not closed, lists nested without end. */
export function reportSwallowing(
  tokens: Token[],
  lines: string[],
  from: number,
  findings: Findings,
) {
  for (const token of tokens) {
    if (isOpenFence(token, lines)) {
      findings.error(from + (token.map?.[0] ?? 0) + 1, 'a code fence that is not closed')
    }
  }
  const deep = tokens.find(reachesNestingLimit)
  if (deep) findings.error(from + (deep.map?.[0] ?? 0) + 1, 'nested too deep to be read')
}

/** Whether a token is a code fence that goes on to the end of the text. */
export function isOpenFence({ type, level, markup, map }: Token, lines: string[]): boolean {
  if (type !== 'fence' || level > 0 || !map) return false
  const last = (lines[map[1] - 1] ?? '').trim()
  const isFence = last.length >= markup.length && last === markup.charAt(0).repeat(last.length)
  return map[1] - 1 === map[0] || !isFence
}
