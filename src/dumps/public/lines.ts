import type { z } from 'zod'
import { ExportLine } from '../../delivery/feed/export/schema.ts'
import { DumpFault } from '../fault.ts'
import { type DumpLine, parseLine, readLines } from '../file.ts'

type Line = z.infer<typeof ExportLine>
export type Manifest = Extract<Line, { type: 'manifest' }>
type Resource = Extract<Line, { type: 'region' | 'community' }>

/** A line that is a resource; `kind` is of what type it is. */
interface Item<T extends Resource = Resource> {
  line: DumpLine
  kind: T['type']
  resource: T
}
export type RegionItem = Item<Extract<Resource, { type: 'region' }>>
export type CommunityItem = Item<Extract<Resource, { type: 'community' }>>

export const isRegion = (item: RegionItem | CommunityItem): item is RegionItem =>
  item.kind === 'region'

/** What the first line says. Throws a `DumpFault` where it is another kind of line than this version knows. */
export function manifestOf(file: string, line: DumpLine): Manifest {
  const parsed = ExportLine.safeParse(parseLine(file, line))
  if (parsed.success && parsed.data.type === 'manifest') return parsed.data
  throw new DumpFault(file, 'This version does not know dumps of this schemaVersion.', line.number)
}

/**
 * The regions, then the communities of a dump, each looked at. Throws a `DumpFault` where a line is none, and at the
 * end where that is not there or there were more or fewer than the manifest says.
 */
export async function* resourcesOf(file: string): AsyncGenerator<RegionItem | CommunityItem> {
  const counts = { region: 0, community: 0 }
  let told: Manifest['counts'] | null = null
  let ended = false
  for await (const line of readLines(file)) {
    if (ended) throw new DumpFault(file, 'Something follows the last line.', line.number)
    if (told === null) {
      told = manifestOf(file, line).counts
      continue
    }
    const item = itemOf(file, line)
    if (item) {
      counts[item.kind] += 1
      yield item
    } else ended = true
  }
  if (!ended) throw new DumpFault(file, 'The dump is incomplete: its last line is missing.')
  const { region, community } = counts
  if (told?.regions === region && told.communities === community) return
  throw new DumpFault(
    file,
    `It has ${region} regions and ${community} communities, and its first line says otherwise.`,
  )
}

export async function* communitiesOf(file: string): AsyncGenerator<CommunityItem> {
  for await (const item of resourcesOf(file)) if (!isRegion(item)) yield item
}

/** Null for the last line. */
function itemOf(file: string, line: DumpLine): RegionItem | CommunityItem | null {
  const resource = read(file, line)
  switch (resource.type) {
    case 'end':
      return null
    case 'region':
      return { line, kind: resource.type, resource }
    case 'community':
      return { line, kind: resource.type, resource }
    default:
      throw new DumpFault(file, 'The line stands in the wrong place.', line.number)
  }
}

function read(file: string, line: DumpLine): Line {
  const parsed = ExportLine.safeParse(parseLine(file, line))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue ? ` (${issue.path.join('/')}: ${issue.message})` : ''
  throw new DumpFault(file, `It is no line of a dump${place}.`, line.number)
}
