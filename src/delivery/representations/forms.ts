import type { BodyFormat } from '../communities/projection.ts'

/** The forms besides JSON in which a profile and a section can be read, with what each needs of the published state. */
export const otherForms = {
  'application/ld+json': { bodies: 'text', crossReferences: true, statements: false },
  'text/markdown': { bodies: 'markdown', crossReferences: false, statements: true },
  'text/html': { bodies: 'html', crossReferences: true, statements: false },
  'text/plain': { bodies: 'markdown', crossReferences: false, statements: false },
} as const satisfies Record<string, FormNeeds>

interface FormNeeds {
  bodies: BodyFormat
  /** What there is between the community and others, whoever says it. */
  crossReferences: boolean
  /** What its own document says of others. */
  statements: boolean
}

export type OtherForm = keyof typeof otherForms

const suffixes = {
  '.json': 'application/json',
  '.jsonld': 'application/ld+json',
  '.md': 'text/markdown',
  '.html': 'text/html',
  '.txt': 'text/plain',
}

/** The route configuration of an address that answers in every form; `parameter` is the last part of its path. */
export const everyForm = (parameter: string) => ({
  forms: { mediaTypes: ['application/json', ...Object.keys(otherForms)], suffixes, parameter },
})

/** Whether a negotiated media type is one that is written from the published state, not JSON passed on. */
export const isOtherForm = (mediaType: string): mediaType is OtherForm =>
  Object.hasOwn(otherForms, mediaType)

/** What the contract says of a last part of a path that may have a suffix. */
export const suffixDescription = (what: string): string =>
  `Slug or id of the ${what}. It may end in \`.json\`, \`.jsonld\`, \`.md\`, \`.html\` or \`.txt\`, which ` +
  'chooses the form in place of `Accept`: no slug has a dot.'
