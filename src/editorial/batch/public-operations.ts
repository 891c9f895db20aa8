import { z } from 'zod'
import { publishCommunity, withdrawCommunity } from '../publishing/commands.ts'
import { Publication, PublicationOrder, Withdrawal } from '../publishing/schema.ts'
import { trashCommunity } from '../trash/commands.ts'
import { onCommunity, operation, preconditionOf } from './step.ts'

const force = z.boolean().optional().meta({
  description: '`true`: also where published profiles refer to it; the answer names these.',
})

/** What changes, or may change, what the public sees. */
export const publicOperations = [
  operation({
    name: 'publishCommunity',
    takes: { ...onCommunity, body: PublicationOrder.optional() },
    answers: Publication,
    role: 'editor',
    publishes: true,
    run: ({ community, ifMatch, body }, { tx, by, site }) =>
      publishCommunity(tx, by, site, community, preconditionOf(ifMatch), body?.revision),
  }),
  operation({
    name: 'withdrawCommunity',
    takes: { ...onCommunity, force },
    answers: Withdrawal,
    role: 'editor',
    publishes: true,
    run: ({ community, ifMatch, force: forced }, { tx, by, site }) =>
      withdrawCommunity(tx, by, site, community, preconditionOf(ifMatch), forced),
  }),
  operation({
    name: 'deleteCommunity',
    takes: { ...onCommunity, force },
    answers: Withdrawal,
    publishes: true,
    run: ({ community, ifMatch, force: forced }, { tx, by, site }) =>
      trashCommunity(tx, by, site, community, preconditionOf(ifMatch), forced),
  }),
] as const
