import MarkdownIt from 'markdown-it'

const htmlParser = new MarkdownIt({ html: true })

/** The tags that a Markdown text writes as raw HTML, which the atlas shows as text: `<b>`, `</i>`, `<!--`. */
export function rawHtmlTags(source: string): string[] {
  if (!source.includes('<')) return []
  const blocks = htmlParser.parse(source, {})
  const tokens = blocks.flatMap((block) => [block, ...(block.children ?? [])])
  const html = tokens.filter(({ type }) => type === 'html_block' || type === 'html_inline')
  const tags = html.flatMap(({ content }) => content.match(/<!--|<\/?[a-z][a-z0-9-]*/gi) ?? [])
  const names = tags.map((tag) => (tag === '<!--' ? tag : `${tag.toLowerCase()}>`))
  return [...new Set(names)]
}
