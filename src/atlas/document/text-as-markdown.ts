import { parseMarkdown } from '../markdown/parser.ts'
import { plainText } from '../markdown/plain-text.ts'

/** The text of a Markdown body without its markup, written so that Markdown shows it as it is. */
export const textAsMarkdown = (body: string): string =>
  plainText(parseMarkdown(body).tokens)
    .split('\n')
    .map((line) => escapeMarkup(line.trim()))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()

const escapeMarkup = (line: string): string =>
  line
    .replaceAll(/[\\`*_~[\]<>&|!]/g, '\\$&')
    .replace(/^[#=+-]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
