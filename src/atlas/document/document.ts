import type { Content, ContentReference } from '../content.ts'
import type { CommunityKind } from '../vocabularies/community-kinds.ts'
import type { RegionKind } from '../vocabularies/region-kinds.ts'
import type { RegionRole } from '../vocabularies/region-roles.ts'
import type { SectionKind } from '../vocabularies/section-kinds.ts'
import { decodeDocument } from './decode.ts'
import { isFrontMatterMark } from './front-matter-mark.ts'
import { parseMarkdownDocument } from './markdown-parser.ts'
import { Findings } from './notices.ts'
import { parsePlainDocument } from './plain-parser.ts'

/** Something to say about a line of a document; lines count from 1. */
export interface Notice {
  line: number
  message: string
}

/**
 * What a document says of a community. A field that is absent is one of which it says nothing: its form cannot
 * express it, or the document is a translation. In the Markdown form that is one whose front matter holds nothing but
 * `slug` and `locale`; any other is whole, and what its front matter leaves out is empty.
 */
export interface ProfileDocument {
  form: 'plain' | 'markdown'
  slug: string
  /** Null where it is not stated. */
  locale: string | null
  /** Null where it is not stated. */
  kind: CommunityKind | null
  title: string
  tagline: string | null
  sections: DocumentSection[]
  /** Regions by slug. */
  regions?: { region: string; role: RegionRole }[]
  aliases?: string[]
  tags?: string[]
  images?: Content['images']
  crossReferences?: Omit<ContentReference, 'id'>[]
  canonicalUrl?: string | null
  license?: string | null
  creditText?: string | null
}

export interface DocumentSection {
  slug: string
  kind: SectionKind
  heading: string
  body: string
  line: number
  images?: Content['images']
}

export type ParseResult =
  | { ok: true; document: ProfileDocument; warnings: Notice[] }
  | { ok: false; errors: Notice[]; warnings: Notice[] }

/**
 * The regions that a document may name. `find` takes a slug, an English or localized name, an ISO alpha-2, alpha-3 or
 * 3166-2 code or an M49 code, in any case.
 */
export interface RegionNames {
  find(reference: string): { slug: string; kind: RegionKind } | null
  nearest(reference: string): string | null
  nameOf(slug: string): string
}

/** Reads a profile document in the Markdown form if it begins with a `---` line, else in the plain form. Never throws. */
export function parseDocument(bytes: Uint8Array, regions: RegionNames): ParseResult {
  const findings = new Findings()
  const lines = decodeDocument(bytes, findings)
  if (lines === null) return findings.result(null)
  const parse = isFrontMatterMark(lines[0] ?? '') ? parseMarkdownDocument : parsePlainDocument
  return findings.result(parse(lines, regions, findings))
}
