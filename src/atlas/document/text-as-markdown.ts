import { parseMarkdown } from '../markdown/parser.ts'
import { plainText } from '../markdown/plain-text.ts'

/**
 * The text of a Markdown body without its markup, written so that Markdown shows it as it is. Where there is none,
 * because it is nested too deep to be shown, its source is the text.
 */
export const textAsMarkdown = (body: string): string =>
  (plainText(parseMarkdown(body).tokens).trim() || body)
    .split(/\r\n|\n|\r/)
    .map((line) => escapeMarkup(line.trim()))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()

const escapeMarkup = (line: string): string =>
  line
    .replaceAll(/[\\`*_~[\]<>&|!]/g, '\\$&')
    .replace(/^[#=+:-]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
