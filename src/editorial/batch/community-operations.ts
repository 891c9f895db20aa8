import { CommunityDraft, CommunityPatch } from '../../atlas/editing/content-patch.ts'
import { createCommunity, updateCommunity } from '../drafts/commands.ts'
import { EditorialCommunity, EditorialCommunityItem } from '../drafts/schema.ts'
import { restoreCommunity } from '../trash/commands.ts'
import { onCommunity, operation, preconditionOf } from './step.ts'

/** What editors do to communities as a whole. */
export const communityOperations = [
  operation({
    name: 'createCommunity',
    takes: { body: CommunityDraft },
    answers: EditorialCommunity,
    run: ({ body }, { tx, by }) => createCommunity(tx, by, body),
  }),
  operation({
    name: 'updateCommunity',
    takes: { ...onCommunity, body: CommunityPatch },
    answers: EditorialCommunity,
    run: ({ community, ifMatch, body }, { tx, by }) =>
      updateCommunity(tx, by, community, preconditionOf(ifMatch), body),
  }),
  operation({
    name: 'restoreCommunity',
    takes: onCommunity,
    answers: EditorialCommunityItem,
    run: ({ community, ifMatch }, { tx, by }) =>
      restoreCommunity(tx, by, community, preconditionOf(ifMatch)),
  }),
] as const
