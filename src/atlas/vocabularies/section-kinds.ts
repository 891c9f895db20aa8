import { type Entry, schemaOrg, valuesOf, wikidata } from './entry.ts'

/** The chapters that a profile may have; the first six are the standard ones. */
export const sectionKinds = {
  overview: {
    label: 'Overview',
    description: 'What the community is, who belongs to it and why it matters.',
    equivalents: [schemaOrg('abstract')],
  },
  history: {
    label: 'History',
    description: 'How the community came to be and what changed it.',
    equivalents: [wikidata('Q309')],
  },
  traditions: {
    label: 'Traditions',
    description: 'Customs and practices handed on from member to member.',
    equivalents: [wikidata('Q82821')],
  },
  music_arts: {
    label: 'Music Arts',
    description: 'Music, visual art, literature, craft and performance.',
  },
  social_structure: {
    label: 'Social Structure',
    description: 'Roles, groups, status and how members relate.',
    equivalents: [wikidata('Q205665')],
  },
  modern_culture: {
    label: 'Modern Culture',
    description: 'The community today and its place in the wider world.',
  },
  language_communication: {
    label: 'Language Communication',
    description: 'Languages, dialects, jargon and ways of speaking.',
    equivalents: [wikidata('Q34770')],
  },
  beliefs_values: {
    label: 'Beliefs Values',
    description: 'What members hold true and worthwhile.',
  },
  norms_etiquette: {
    label: 'Norms Etiquette',
    description: 'Expected behaviour, written and unwritten.',
    equivalents: [wikidata('Q204339')],
  },
  cuisine: {
    label: 'Cuisine',
    description: 'Food and drink, and the customs around them.',
    equivalents: [wikidata('Q1778821')],
  },
  dress_appearance: {
    label: 'Dress Appearance',
    description: 'Clothing, adornment and style.',
  },
  places_spaces: {
    label: 'Places Spaces',
    description: 'Where members live, meet and gather.',
  },
  platforms_media: {
    label: 'Platforms Media',
    description: 'Online platforms, publications and broadcasts.',
  },
  economy_work: {
    label: 'Economy Work',
    description: 'Livelihoods, trades, markets and money.',
  },
  governance: {
    label: 'Governance',
    description: 'How decisions are made and by whom.',
    equivalents: [wikidata('Q1553864')],
  },
  rites_events: {
    label: 'Rites Events',
    description: 'Ceremonies, festivals, gatherings and the calendar.',
  },
  notable_people: {
    label: 'Notable People',
    description: 'Persons who shaped the community or stand for it.',
  },
  key_works: {
    label: 'Key Works',
    description: 'Books, recordings, films, programs and other works of note.',
  },
  symbols_glossary: {
    label: 'Symbols Glossary',
    description: 'Symbols, emblems and terms with their meanings.',
    equivalents: [schemaOrg('DefinedTermSet')],
  },
  challenges_debates: {
    label: 'Challenges Debates',
    description: 'Pressures on the community and questions it argues about.',
  },
  demographics: {
    label: 'Demographics',
    description: 'Numbers, ages, places of residence and other figures.',
    equivalents: [wikidata('Q37732')],
  },
  other: {
    label: 'Other',
    description: 'A chapter that fits no other kind; may occur more than once.',
  },
} as const satisfies Record<string, Entry>

export type SectionKind = keyof typeof sectionKinds
export const sectionKindValues = valuesOf(sectionKinds)
