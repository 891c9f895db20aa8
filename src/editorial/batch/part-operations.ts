import { z } from 'zod'
import {
  ReferenceDraft,
  ReferencePatch,
  SectionDraft,
  SectionPatch,
} from '../../atlas/editing/content-patch.ts'
import { unprocessable } from '../../problem.ts'
import { createReference, deleteReference, updateReference } from '../cross-references/commands.ts'
import { EditedReference, ReferenceParams } from '../cross-references/schema.ts'
import { deleteSection, putSection, reorderSections, updateSection } from '../sections/commands.ts'
import {
  EditedSection,
  EditedSectionList,
  SectionOrder,
  SectionParams,
} from '../sections/schema.ts'
import { onCommunity, operation, preconditionOf } from './step.ts'

const onSection = { ...onCommunity, section: SectionParams.shape.section }
const onReference = { ...onCommunity, reference: ReferenceParams.shape.reference }

const missing = () =>
  unprocessable('invalid-content', 'Neither `ifMatch` nor `ifNoneMatch` is there.', [
    { parameter: 'ifMatch', code: 'required', detail: 'To create, send `ifNoneMatch`: `*`.' },
  ])

/** What editors do to the sections and cross-references of communities. */
export const partOperations = [
  operation({
    name: 'putSection',
    takes: {
      ...onSection,
      ifMatch: onSection.ifMatch.optional(),
      ifNoneMatch: z.literal('*').optional().meta({ description: 'To create it.' }),
      body: SectionDraft,
    },
    answers: EditedSection,
    run: ({ community, section, ifMatch, ifNoneMatch, body }, { tx, by }) => {
      if (ifNoneMatch === undefined && ifMatch === undefined) throw missing()
      const condition = ifNoneMatch ? 'create' : preconditionOf(ifMatch ?? '')
      return putSection(tx, by, { community, section }, condition, body)
    },
  }),
  operation({
    name: 'updateSection',
    takes: { ...onSection, body: SectionPatch },
    answers: EditedSection,
    run: ({ ifMatch, body, ...place }, { tx, by }) =>
      updateSection(tx, by, place, preconditionOf(ifMatch), body),
  }),
  operation({
    name: 'deleteSection',
    takes: onSection,
    answers: EditedSection,
    run: ({ ifMatch, ...place }, { tx, by }) =>
      deleteSection(tx, by, place, preconditionOf(ifMatch)),
  }),
  operation({
    name: 'reorderSections',
    takes: { ...onCommunity, body: SectionOrder },
    answers: EditedSectionList,
    run: ({ community, ifMatch, body }, { tx, by }) =>
      reorderSections(tx, by, community, preconditionOf(ifMatch), body.sections),
  }),
  operation({
    name: 'createCrossReference',
    takes: { community: onCommunity.community, body: ReferenceDraft },
    answers: EditedReference,
    run: ({ community, body }, { tx, by }) => createReference(tx, by, community, body),
  }),
  operation({
    name: 'updateCrossReference',
    takes: { ...onReference, body: ReferencePatch },
    answers: EditedReference,
    run: ({ ifMatch, body, ...place }, { tx, by }) =>
      updateReference(tx, by, place, preconditionOf(ifMatch), body),
  }),
  operation({
    name: 'deleteCrossReference',
    takes: onReference,
    answers: EditedReference,
    run: ({ ifMatch, ...place }, { tx, by }) =>
      deleteReference(tx, by, place, preconditionOf(ifMatch)),
  }),
] as const
