import { type Entry, valuesOf } from './entry.ts'

/** What a region is to a community. */
export const regionRoles = {
  origin: { label: 'Origin', description: 'Where the community began.' },
  primary: { label: 'Primary', description: 'Where the community is centred.' },
  present: { label: 'Present', description: 'Where the community is also found.' },
  scope: {
    label: 'Scope',
    description: 'A scope such as global or online; the only role a scope takes.',
  },
} as const satisfies Record<string, Entry>

export type RegionRole = keyof typeof regionRoles
export const regionRoleValues = valuesOf(regionRoles)
