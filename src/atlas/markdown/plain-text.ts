import type { Token } from './parser.ts'

/** The plain text of a parsed body: blocks parted by a blank line, list items and table rows on lines of their own. */
export function plainText(tokens: Token[]): string {
  const parts: string[] = []
  let gap = ''
  const position: Position = { lists: [] }
  for (const token of tokens) {
    gap = gapBefore(token, gap, position)
    const text = textOf(token)
    if (text === null) continue
    parts.push(parts.length > 0 ? gap : '', text)
    gap = '\n\n'
  }
  return parts.join('')
}

/** The lists that are open at a token, outermost first, each with the number of items begun in it. */
interface Position {
  lists: number[]
}

const listOpening = /^(bullet|ordered)_list_open$|^table_open$/
const listClosing = /^(bullet|ordered)_list_close$|^table_close$/

function gapBefore({ type }: Token, gap: string, { lists }: Position): string {
  if (listOpening.test(type)) lists.push(0)
  if (listClosing.test(type)) {
    lists.pop()
    return lists.length > 0 ? gap : '\n\n'
  }
  if (type === 'list_item_open' || type === 'tr_open') {
    const begun = lists.pop() ?? 0
    lists.push(begun + 1)
    return begun > 0 || lists.length > 1 ? '\n' : gap
  }
  return type === 'td_close' || type === 'th_close' ? '\t' : gap
}

function textOf(token: Token): string | null {
  if (token.type === 'inline') return (token.children ?? []).map(inlineText).join('')
  if (token.type === 'fence' || token.type === 'code_block') return token.content.replace(/\n$/, '')
  return null
}

function inlineText(token: Token): string {
  if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n'
  if (token.type === 'image') return (token.children ?? []).map(inlineText).join('')
  return token.content
}
