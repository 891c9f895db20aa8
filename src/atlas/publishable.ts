import type { Content } from './content.ts'

export interface Lack {
  pointer: string
  detail: string
}

/** All that a community still needs before it can be shown: a tagline, a region and a section with text. */
export function lacksForPublication(content: Content): Lack[] {
  const lacks: Lack[] = []
  if (content.tagline === null) lacks.push({ pointer: '/tagline', detail: 'a tagline is missing' })
  if (content.regions.length === 0)
    lacks.push({ pointer: '/regions', detail: 'a region is missing' })
  if (!content.sections.some(({ body }) => body.trim() !== '')) {
    lacks.push({ pointer: '/sections', detail: 'a section with text is missing' })
  }
  return lacks
}
