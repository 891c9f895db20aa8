import { z } from 'zod'
import type { OtherForm } from './forms.ts'

interface JsonAnswer {
  200: { content: object }
}

const descriptions = {
  'text/markdown': 'A document of the atlas in Markdown.',
  'text/html': 'An article as a fragment of a page.',
  'text/plain': 'A document of the atlas in plain text.',
}

/** The responses of a route whose JSON can also be had in every other form. */
export function inEveryForm<T extends JsonAnswer>(
  responses: T,
  linked: z.ZodType,
  examples: Record<OtherForm, unknown>,
) {
  const texts = Object.entries(descriptions).map(([mediaType, description]) => [
    mediaType,
    { schema: z.string().meta({ description }), example: examples[mediaType as OtherForm] },
  ])
  const content = {
    ...responses[200].content,
    'application/ld+json': { schema: linked, example: examples['application/ld+json'] },
    ...Object.fromEntries(texts),
  }
  return { ...responses, 200: { ...responses[200], content } }
}
