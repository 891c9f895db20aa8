/** What a key allows, each role all that the ones before it do. */
export const roles = ['reader', 'contributor', 'editor', 'admin'] as const
export type Role = (typeof roles)[number]

export const isAtLeast = (role: Role, needed: Role): boolean =>
  roles.indexOf(role) >= roles.indexOf(needed)

/** The communities that a key may touch: these, and those of a region that is or lies in one of these. */
export interface Reach {
  regionIds: string[]
  communityIds: string[]
}

/** Who does something and from where. On the command line there is no key, request or address. */
export interface Actor {
  author: string
  role: Role
  /** Null where nothing is out of reach. */
  reach: Reach | null
  keyId: string | null
  requestId: string | null
  address: string | null
}

/** Who writes, why and when. */
export interface Authorship extends Actor {
  message: string | null
  now: Date
}

/** Whoever has the machine has the atlas. */
export const localActor = (author: string): Actor => ({
  author,
  role: 'admin',
  reach: null,
  keyId: null,
  requestId: null,
  address: null,
})
