import { parseMarkdown, type Token } from '../markdown/parser.ts'
import { rawHtmlTags } from '../markdown/raw-html.ts'

const shownAs: Record<string, string> = {
  ordered_list_open: 'a numbered list',
  bullet_list_open: 'a list',
  blockquote_open: 'a quotation',
  heading_open: 'a heading',
  hr: 'a rule',
  fence: 'code',
  code_block: 'code',
  table_open: 'a table',
  em_open: 'emphasis',
  strong_open: 'strong emphasis',
  s_open: 'text struck through',
  code_inline: 'code',
  link_open: 'a link',
  image: 'an image',
  hardbreak: 'a line break',
}

interface Reading {
  /** Of a line of the text, from 0. */
  index: number
  message: string
}

/** Where text that was written as plain would show as something else, because bodies are Markdown. */
export function readsAsMarkup(text: string): Reading[] {
  const { tokens } = parseMarkdown(text)
  const lines = text.split('\n')
  return [...tokens.flatMap(readingsOf), ...hiddenLines(tokens, lines), ...lines.flatMap(rawHtml)]
}

function readingsOf(token: Token): Reading[] {
  const index = token.map?.[0]
  if (index === undefined) return []
  const shown = shownAs[token.type]
  if (shown) return [{ index, message: messageFor(shown) }]
  return token.type === 'inline' ? inlineReadings(token, index) : []
}

const messageFor = (shown: string) => `reads as ${shown} in Markdown`

function inlineReadings({ content, children }: Token, start: number): Reading[] {
  let index = start
  const readings: Reading[] = []
  for (const child of children ?? []) {
    const shown = shownAs[child.type]
    if (shown) readings.push({ index, message: messageFor(shown) })
    if (child.type === 'softbreak' || child.type === 'hardbreak') index++
  }
  const isText = (children ?? []).every(({ type }) => type === 'text' || type === 'softbreak')
  const text = (children ?? []).map(({ content: part, type }) => (type === 'text' ? part : '\n'))
  // A `[[link]]` is the atlas's own notation and meant as such in either form.
  if (isText && !content.includes('[[') && text.join('') !== content.replace(/\n[ \t]+/g, '\n')) {
    readings.push({ index: start, message: messageFor('an escape or a character reference') })
  }
  return readings
}

/** Lines of which nothing shows: link definitions, and what is nested too deep. */
function hiddenLines(tokens: Token[], lines: string[]): Reading[] {
  const shown = new Set<number>()
  for (const { level, map } of tokens) {
    if (level !== 0 || !map) continue
    for (let index = map[0]; index < map[1]; index++) shown.add(index)
  }
  return lines.flatMap((line, index) =>
    line.trim() === '' || shown.has(index)
      ? []
      : [{ index, message: 'reads as a link definition in Markdown and does not show' }],
  )
}

const rawHtml = (line: string, index: number): Reading[] =>
  rawHtmlTags(line).map((tag) => ({ index, message: `raw HTML is shown as text: ${tag}` }))
