import { limits } from '../limits.ts'
import type { Findings } from './notices.ts'

const newline = 0x0a

/** The lines of a document without their ends; null where it is so broken that reading on would only mislead. */
export function decodeDocument(bytes: Uint8Array, findings: Findings): string[] | null {
  if (bytes.length > limits.documentBytes) {
    findings.error(1, `the document is longer than ${limits.documentBytes} bytes`)
    return null
  }
  const text = decode(bytes)
  if (text === null) {
    findings.error(firstBadLine(bytes), 'not UTF-8')
    return null
  }
  const lines = text.split(/\r\n|\n|\r/)
  for (const [index, line] of lines.entries()) {
    if (line.includes('\0')) findings.error(index + 1, 'contains a NUL character')
  }
  return lines
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null // the only way in which TextDecoder says "malformed"
  }
}

/** No byte of a longer UTF-8 sequence is a line feed, so the lines can be looked at one by one. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(newline, start)
    if (decode(bytes.subarray(start, end < 0 ? bytes.length : end)) === null) return line
    if (end < 0) break
    start = end + 1
    line++
  }
  return line
}
