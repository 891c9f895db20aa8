import type { ImportItem, ImportSummary } from './schema.ts'

/** Counts outcomes as they come. */
export function newSummary(): ImportSummary {
  return { type: 'summary', created: 0, updated: 0, unchanged: 0, refused: 0 }
}

export function count(summary: ImportSummary, { outcome }: ImportItem): void {
  summary[outcome] += 1
}
