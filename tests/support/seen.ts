import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, type OpenApiDocument, operationsOf } from '../../src/http/openapi-document.ts'

/** Notes down that a documented response was seen, in a file of this process in `ATLAS_SEEN_DIR`. */
export function recordSeen(operationId: string, status: number, mediaType: string): void {
  const folder = process.env.ATLAS_SEEN_DIR
  if (!folder) return
  appendFileSync(join(folder, `${process.pid}.txt`), `${operationId} ${status} ${mediaType}\n`)
}

/**
 * The documented responses that no test has seen, as `operationId status media/type`. What an operation shares with all
 * others (it refers to `#/components/responses`) comes from one place in the code and counts once it was seen anywhere.
 */
export function unseenResponses(document: OpenApiDocument, seenFolder: string): string[] {
  const seen = readdirSync(seenFolder)
    .flatMap((file) => readFileSync(join(seenFolder, file), 'utf8').split('\n'))
    .map((line) => line.split(' '))
  const exactly = new Set(
    seen.flatMap(([operationId, status, mediaType]) => [
      `${operationId} ${status}`,
      `${operationId} ${status} ${mediaType}`,
    ]),
  )
  const anywhere = new Set(seen.map(([, status]) => status))
  const unseen = operationsOf(document).flatMap(({ operationId, responses }) =>
    Object.entries(responses).flatMap(([status, { $ref, content }]) => {
      if ($ref) return anywhere.has(status) ? [] : [`any operation ${status}`]
      return formsOf(content)
        .map((form) => `${operationId} ${status}${form}`)
        .filter((response) => !exactly.has(response))
    }),
  )
  return [...new Set(unseen)].sort()
}

/** What follows the status: the media types, or nothing where there is no body. */
function formsOf(content: unknown): string[] {
  const mediaTypes = Object.keys(isRecord(content) ? content : {})
  return mediaTypes.length === 0 ? [''] : mediaTypes.map((mediaType) => ` ${mediaType}`)
}
