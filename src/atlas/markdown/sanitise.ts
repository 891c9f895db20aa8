import sanitizeHtml from 'sanitize-html'

const textAlign = [/^(left|right|center)$/]

const allowedTags = [
  ...['p', 'em', 'strong', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'br'],
  ...['h3', 'h4', 'h5', 'h6', 'a', 'img', 'span'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
]

const allowedAttributes: Record<string, string[]> = {
  a: ['href', 'title', 'data-community', 'rel'],
  img: ['src', 'alt', 'title', 'width', 'height'],
  span: ['lang'],
  ol: ['start'],
  code: ['class'],
  th: ['style'],
  td: ['style'],
}

const options: sanitizeHtml.IOptions = {
  allowedTags,
  allowedAttributes,
  // The language of a code block, which highlighters read.
  allowedClasses: { code: ['language-*'] },
  allowedStyles: { th: { 'text-align': textAlign }, td: { 'text-align': textAlign } },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
}

/** The second wall behind the parser: lets through the HTML that a public body may hold, and says what it did not. */
export function sanitise(html: string): { html: string; removed: string[] } {
  const removed = new Set<string>()
  const clean = sanitizeHtml(html, {
    ...options,
    onOpenTag: (tag, attributes) => {
      if (!allowedTags.includes(tag)) removed.add(`<${tag}> element`)
      else reportAttributes(tag, attributes, removed)
    },
  })
  return { html: clean, removed: [...removed] }
}

function reportAttributes(tag: string, attributes: Record<string, string>, removed: Set<string>) {
  for (const [name, value] of Object.entries(attributes)) {
    const scheme = /^[^a-z]*([a-z][^/?#]*?):/i.exec(value)?.[1]?.toLowerCase()
    if (!allowedAttributes[tag]?.includes(name)) removed.add(`${name} attribute of <${tag}>`)
    else if ((name === 'href' || name === 'src') && scheme && !isAllowed(tag, scheme)) {
      removed.add(`${scheme}: ${tag === 'img' ? 'image' : 'link'}`)
    }
  }
}

const isAllowed = (tag: string, scheme: string): boolean =>
  /^https?$/.test(scheme) || (tag === 'a' && scheme === 'mailto')
