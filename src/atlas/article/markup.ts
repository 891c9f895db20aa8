import { parser } from '../markdown/parser.ts'

/** Text as it stands in HTML, in elements and in quoted attributes. */
export const escaped = parser.utils.escapeHtml

type Attributes = Record<string, string | number | null | undefined>

/** An element; its content is HTML, attributes without a value are left out. */
export const element = (name: string, attributes: Attributes, content: string): string =>
  `<${name}${written(attributes)}>${content}</${name}>`

/** An element that holds nothing, such as an image. */
export const emptyElement = (name: string, attributes: Attributes): string =>
  `<${name}${written(attributes)} />`

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) =>
      value === null || value === undefined ? '' : ` ${name}="${escaped(String(value))}"`,
    )
    .join('')

/** The words of this program itself, which are English, in a text of another language. */
export const inEnglish = (words: string, locale: string): string =>
  locale === 'en' ? escaped(words) : element('span', { lang: 'en' }, escaped(words))
