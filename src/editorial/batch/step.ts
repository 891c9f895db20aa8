import { z } from 'zod'
import type { Authorship, Role } from '../../authorship.ts'
import type { Db } from '../../database/database.ts'
import type { Precondition } from '../../precondition.ts'
import type { Written } from '../../written.ts'
import { CommunityParams } from '../drafts/schema.ts'
import type { Site } from '../publishing/commands.ts'

/** Where a step of a batch is done. */
export interface Setting {
  tx: Db
  by: Authorship
  site: Site
}

/** One operation of a batch, ready to be done. */
export interface Step {
  operation: string
  /** What the caller's key must allow. */
  role: Role
  /** Whether it changes what the public sees, and so needs the publishing lock. */
  publishes: boolean
  /** The community that it changes, as the caller names it; null for a new one. */
  community: string | null
  run: (setting: Setting) => Promise<Written>
}

interface Kind<N extends string, S extends z.ZodRawShape, A extends z.ZodType> {
  /** The `operationId` of the route that does the same. */
  name: N
  /** What the operation needs, in the words of that route. */
  takes: S
  /** What that route answers. */
  answers: A
  role?: Role
  publishes?: boolean
  run: (order: z.infer<z.ZodObject<S>>, setting: Setting) => Promise<Written>
}

const WithCommunity = z.object({ community: z.string() })

/** Makes an operation fit for batches: the order as it is written, which becomes a step, and the result. */
export function operation<
  const N extends string,
  S extends z.ZodRawShape,
  const A extends z.ZodType,
>(kind: Kind<N, S, A>) {
  const { name, takes, answers, role = 'contributor', publishes = false, run } = kind
  const Takes = z.object(takes)
  const order = z
    .strictObject({ operation: z.literal(name), ...takes })
    .meta({ id: `Batch${titleCase(name)}` })
    .transform((given): Step => {
      const community = WithCommunity.safeParse(given).data?.community ?? null
      const work = (setting: Setting) => run(Takes.parse(given), setting)
      return { operation: name, role, publishes, community, run: work }
    })
  const result = z.object({
    operation: z.literal(name),
    status: z.union([z.literal(200), z.literal(201)]),
    entityTag: z.string().nullable(),
    location: z.string().nullable(),
    body: answers,
  })
  return { order, result }
}

const titleCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** One strong entity tag, or `*`: whatever is there, such as what an earlier operation of the batch made. */
const EntityTag = z.string().regex(/^(\*|"[\x21\x23-\x7e]*")$/, {
  error: 'An entity tag in double quotes, or `*`.',
})

/** What every operation on a community that exists needs. */
export const onCommunity = {
  community: CommunityParams.shape.community.meta({
    description: 'Its id or slug; an earlier operation of the batch may have made it.',
  }),
  ifMatch: EntityTag.meta({
    description:
      'The `ETag` that was read, as in the header `If-Match`; `*` for what an earlier operation made or changed.',
  }),
}

export const preconditionOf = (ifMatch: string): Precondition => (ifMatch === '*' ? '*' : [ifMatch])
