/** Whether a line is the `---` that stands before and behind front matter. */
export const isFrontMatterMark = (line: string): boolean => line.trimEnd() === '---'
