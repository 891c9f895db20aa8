/** One line of the table of results: what was measured, and what it is held against. */
export interface Figure {
  what: string
  measured: number
  reference: number
  unit: string
  /** What the ratio of the two must reach. */
  target: { atLeast: number } | { atMost: number }
}

const ratioOf = ({ measured, reference }: Figure): number => measured / reference

const isMet = (figure: Figure): boolean =>
  'atLeast' in figure.target
    ? ratioOf(figure) >= figure.target.atLeast
    : ratioOf(figure) <= figure.target.atMost

const rounded = (value: number): string =>
  value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))

const lineOf = (figure: Figure): string => {
  const { what, measured, reference, unit, target } = figure
  const bound = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`
  const cells = [
    what,
    `${rounded(measured)} ${unit}`,
    `${rounded(reference)} ${unit}`,
    ratioOf(figure).toFixed(2),
    bound,
    isMet(figure) ? 'yes' : 'no',
  ]
  return `| ${cells.join(' | ')} |`
}

/** The figures as the lines of a Markdown table. */
export const tableOf = (figures: readonly Figure[]): string[] => [
  '| figure | measured | reference | ratio | must be | is it |',
  '|---|---:|---:|---:|---:|:---:|',
  ...figures.map(lineOf),
]
