import { createHash } from 'node:crypto'

const style =
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}' +
  'code{background:#8882;padding:.1em .3em;border-radius:.2em}:root{color-scheme:light dark}'

const styleHash = createHash('sha256').update(style).digest('base64')

/** What the small pages of this server may load: their own style, known by its hash. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** What a fragment of a page may load where it is opened by itself: its pictures. Tables align their cells. */
export const fragmentPolicy = `default-src 'none'; img-src http: https:; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** A small page. The title is text, the body HTML. */
export const htmlPage = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>` +
  `<style>${style}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>\n`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
