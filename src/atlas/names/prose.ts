import { parseMarkdown, type Token } from '../markdown/parser.ts'
import { plainText } from '../markdown/plain-text.ts'

/** The two sides of a Markdown body's prose; an offset in one is the same place in the other. */
export interface Prose {
  /** The plain text that publishing the body gives, the one in which a quote has to stand word for word. */
  text: string
  /** The same where names may be looked for: `[[links]]`, code and addresses are veiled, blocks are paragraphs. */
  searchable: string
}

/** Stands for one code unit in which no name may be found. */
const veil = '\ufffc'
const paragraphSeparator = '\u2029'
const address = /\b(?:https?:\/\/|www\.)[!-~]+/gi

/** The prose of a Markdown body. */
export function proseOf(markdown: string): Prose {
  // Every link leads somewhere here: without a target it would be bare text, which is no reference.
  const { tokens } = parseMarkdown(markdown, (slug) => ({ slug, href: '#' }))
  const text = plainText(tokens)
  for (const token of tokens) veilBlock(token)
  const searchable = plainText(tokens)
    .replace(address, veiled)
    .replace(/[\n\t]/g, paragraphSeparator)
  return { text, searchable }
}

/** A line break at the end stays, because plain text leaves it out there. */
const veiled = (text: string): string => text.replace(/[^\n]/g, veil)

function veilBlock(token: Token) {
  if (token.type === 'fence' || token.type === 'code_block') token.content = veiled(token.content)
  if (token.children) veilInline(token.children)
}

function veilInline(tokens: Token[]) {
  let inReference = false
  for (const token of tokens) {
    if (token.type === 'link_open') inReference = isReference(token)
    // Links hold no links, so the next end is this one's.
    else if (token.type === 'link_close') inReference = false
    else if (/^(soft|hard)break$/.test(token.type)) becomeBlank(token)
    else if (inReference || token.type === 'code_inline') token.content = veiled(token.content)
    veilInline(token.children ?? [])
  }
}

const isReference = (link: Token): boolean =>
  link.attrGet('data-community') !== null || link.markup === 'autolink'

/** So that the line breaks which remain are those between blocks. */
function becomeBlank(token: Token) {
  token.type = 'text'
  token.content = ' '
}
