/** Lines of a document that stand together; `line` is the number of the first. */
export interface Paragraph {
  line: number
  lines: string[]
}

/** The paragraphs among the lines from one index up to another, without the blanks at the ends of their lines. */
export function splitParagraphs(lines: string[], from = 0, to = lines.length): Paragraph[] {
  const paragraphs: Paragraph[] = []
  let current: Paragraph | null = null
  for (const [index, raw] of lines.slice(from, to).entries()) {
    const line = raw.trimEnd()
    if (line === '') {
      current = null
    } else if (current) {
      current.lines.push(line)
    } else {
      current = { line: from + index + 1, lines: [line] }
      paragraphs.push(current)
    }
  }
  return paragraphs
}

/** A paragraph on one line, as titles and taglines are kept. */
export const onOneLine = ({ lines }: Paragraph): string =>
  lines.map((line) => line.trim()).join(' ')
