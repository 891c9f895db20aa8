/** Upper bounds of a community's content. They are part of the contract and stand in the OpenAPI document. */
export const limits = {
  slugCharacters: 120,
  titleCharacters: 200,
  taglineCharacters: 300,
  headingCharacters: 200,
  bodyBytes: 200_000,
  sections: 60,
  crossReferences: 500,
  regions: 50,
  tags: 50,
  aliases: 100,
  images: 50,
  locales: 50,
  quoteCharacters: 500,
  noteCharacters: 1000,
  urlCharacters: 2000,
  documentBytes: 2_000_000,
} as const
