const address = 'https?://[\\w./~:?#=%+,;@!-]*'

const names = 'p|h[3-6]|ul|ol|li|blockquote|pre|code|em|strong|del'

/** The tags that a body mostly consists of, written just as the sanitiser writes them; else what might be anything. */
const marks = new RegExp(
  [
    `</(?<closed>${names}|a)>`,
    `<(?:(?<opened>${names})|a href="${address}"(?: data-community="[a-z0-9-]+"| rel="noopener"))>`,
    '[<>]',
    '&(?!(?:amp|lt|gt|quot);)',
  ].join('|'),
  'g',
)

const inline = new Set(['code', 'em', 'strong', 'del', 'a'])
const lists = new Set<string | undefined>(['ul', 'ol'])
const flows = new Set<string | undefined>([undefined, 'li', 'blockquote'])

/**
 * Whether HTML is nothing but text in tags that let nothing through, each closed where it has to be: it needs no
 * sanitising. In doubt it is not.
 */
export function isCleanHtml(html: string): boolean {
  const open: string[] = []
  for (const { 0: mark, groups: { opened = 'a', closed } = {} } of html.matchAll(marks)) {
    if (mark.length === 1) return false
    if (closed === undefined ? !mayStandIn(open.at(-1), opened) : open.pop() !== closed)
      return false
    if (closed === undefined) open.push(opened)
  }
  return open.length === 0
}

function mayStandIn(parent: string | undefined, tag: string): boolean {
  if (inline.has(tag)) return !lists.has(parent)
  return tag === 'li' ? lists.has(parent) : flows.has(parent)
}
