export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decoded(text: string): string {
  if (/[<>]/.test(text)) throw new Error(`This is not escaped: ${text}`)
  return text.replaceAll(/&([^;&]*;?)/g, (_, reference: string) => {
    const character = entities[reference.slice(0, -1)]
    if (!character || !reference.endsWith(';')) throw new Error(`What is &${reference}?`)
    return character
  })
}

/** Reads as much of XML as our documents use, and throws at anything that is not well-formed. */
export function parseXml(document: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>'
  if (!document.startsWith(declaration)) throw new Error('There is no XML declaration.')
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const parts = /<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy
  parts.lastIndex = declaration.length
  while (parts.lastIndex < document.length) {
    const at = parts.lastIndex
    const part = parts.exec(document)
    if (!part) throw new Error(`Not well-formed: ${document.slice(at, at + 100)}`)
    take(part, open)
  }
  const [only, another] = root.children
  if (!only || another || open.length !== 1) throw new Error('There is no single root element.')
  return only
}

/** Takes a tag or a text into the innermost of the open elements. */
function take([, closes, name = '', given = '', isEmpty, text]: RegExpExecArray, open: Element[]) {
  const current = open.at(-1)
  if (!current) throw new Error('There is something after the root element.')
  if (text !== undefined) {
    current.text += decoded(text)
  } else if (closes) {
    if (current.name !== name) throw new Error(`${name} closes ${current.name}.`)
    open.pop()
  } else {
    const element = { name, attributes: attributesOf(given), children: [], text: '' }
    current.children.push(element)
    if (!isEmpty) open.push(element)
  }
}

const attributesOf = (given: string) =>
  Object.fromEntries(
    [...given.matchAll(/([\w:]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']) => [key, decoded(value)] as const,
    ),
  )
