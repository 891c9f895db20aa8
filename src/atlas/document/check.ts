import { Content } from '../content.ts'
import type { ProfileDocument } from './document.ts'
import { explainIssue, flattened } from './issues.ts'
import type { Findings } from './notices.ts'

// Ids come with the import. The rules for content only want them to differ.
const idOf = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`

/** Reports what in a document breaks the rules for content: lengths, numbers, what may be there but once. */
export function checkAsContent(
  document: ProfileDocument,
  lineOf: (path: PropertyKey[]) => number,
  findings: Findings,
): void {
  const { form: _form, locale, kind, sections, crossReferences, ...fields } = document
  const content = {
    ...fields,
    kind: kind ?? undefined,
    defaultLocale: locale ?? undefined,
    sections: sections.map(({ line: _line, ...section }, index) => ({
      ...section,
      id: idOf(index),
    })),
    crossReferences: crossReferences?.map((reference, index) => ({
      ...reference,
      id: idOf(index),
    })),
  }
  const { error } = Content.safeParse(content)
  for (const issue of flattened(error?.issues ?? [])) {
    const section = issue.path[0] === 'sections' ? sections[Number(issue.path[1])] : undefined
    findings.error(
      section?.line ?? lineOf(issue.path),
      explainIssue(issue, () => undefined),
    )
  }
}
