/** One thing that is wrong with an edit: a JSON pointer (RFC 6901) into what the editor sent. */
export interface EditFault {
  pointer: string
  /** For programs; kebab-case. */
  code: string
  detail: string
}

/** A document after an edit, not yet validated, with the faults that only the edit itself could see. */
export interface Merged {
  document: unknown
  faults: EditFault[]
  /** Pointer to the part that the edit was about, where it was not about the whole document. */
  base?: string
}

export const unknownId = (pointer: string, id: string, what: string): EditFault => ({
  pointer: `${pointer}/id`,
  code: 'unknown-id',
  detail: `There is no ${what} with the id “${id}”. Leave the id out to add a new one.`,
})

export const noSlug = (pointer: string, text: string): EditFault => ({
  pointer: `${pointer}/slug`,
  code: 'no-slug',
  detail: `No slug can be made of “${text}”: state one.`,
})
