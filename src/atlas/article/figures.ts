import type { z } from 'zod'
import type { Image } from '../content.ts'
import { element, emptyElement, escaped } from './markup.ts'

/** Pictures with their credit and licence. */
export const figures = (images: z.infer<typeof Image>[]): string[] =>
  images.map(({ url, alt, width, height, credit, license }) => {
    const caption = [credit, license].filter((text) => text !== null).join(', ')
    const picture = emptyElement('img', { src: url, alt, width, height })
    const captioned = caption === '' ? '' : element('figcaption', {}, escaped(caption))
    return element('figure', {}, picture + captioned)
  })
