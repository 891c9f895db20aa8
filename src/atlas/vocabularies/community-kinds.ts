import { type Entry, valuesOf, wikidata } from './entry.ts'

/** What sort of community a profile is about. */
export const communityKinds = {
  microculture: {
    label: 'Microculture',
    description: 'A small or young culture with ways of its own inside a larger one.',
  },
  subculture: {
    label: 'Subculture',
    description: 'A group whose style and values set it apart within a larger culture.',
    equivalents: [wikidata('Q264965')],
  },
  fandom: {
    label: 'Fandom',
    description: 'People joined by their love of a work, a genre or a performer.',
  },
  profession: {
    label: 'Profession',
    description: 'People joined by their work.',
    equivalents: [wikidata('Q28640')],
  },
  online_community: {
    label: 'Online community',
    description: 'People who meet first of all on the internet.',
  },
  ethnic_group: {
    label: 'Ethnic group',
    description: 'People who share descent, language or heritage.',
    equivalents: [wikidata('Q41710')],
  },
  indigenous_people: {
    label: 'Indigenous people',
    description: 'The first people of a land, with a continuing bond to it.',
    equivalents: [wikidata('Q103817')],
  },
  religious_group: {
    label: 'Religious group',
    description: 'People joined by a faith and its practice.',
  },
  scene: {
    label: 'Scene',
    description: 'People, venues and media around a music, an art or a way of going out.',
  },
  movement: {
    label: 'Movement',
    description: 'People who act together for a change.',
    equivalents: [wikidata('Q49773')],
  },
  diaspora: {
    label: 'Diaspora',
    description: 'People of one origin who live scattered in other countries.',
  },
  national_culture: {
    label: 'National culture',
    description: 'The shared culture of a nation.',
  },
  regional_culture: {
    label: 'Regional culture',
    description: 'The shared culture of a region within or across nations.',
  },
} as const satisfies Record<string, Entry>

export type CommunityKind = keyof typeof communityKinds
export const communityKindValues = valuesOf(communityKinds)
