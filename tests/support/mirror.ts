import { z } from 'zod'

const Resource = z.looseObject({ type: z.string(), id: z.string() })
type Resource = z.infer<typeof Resource>
const End = z.object({ type: z.literal('end'), cursor: z.string() })

/** The resources of a dump, as it has them. */
export const linesOf = (text: string): Resource[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => Resource.parse(JSON.parse(line)))

export const sortedLines = (text: string): Resource[] => byId(linesOf(text))

const byId = (resources: Iterable<Resource>) =>
  [...resources].toSorted((a, b) => (a.id < b.id ? -1 : 1))

export const cursorOf = (text: string): string =>
  End.parse(JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')).cursor

/** The dump as it is sent, without any coding. */
export async function dump(url: string): Promise<string> {
  const answer = await fetch(`${url}/v1/export`, { headers: { 'Accept-Encoding': 'identity' } })
  return answer.text()
}

export const Page = z.object({
  data: z.array(
    z.looseObject({
      seq: z.number(),
      resource: z.object({ id: z.string() }),
      current: Resource.nullable(),
    }),
  ),
  page: z.object({ next: z.string() }),
})
export type Page = z.infer<typeof Page>

/** A local copy, kept as docs/integrating.md says. */
export class Mirror {
  readonly resources = new Map<string, Resource>()
  /** The changes that it has seen, in the order in which they came. */
  readonly seqs: number[] = []
  cursor = ''

  load(text: string): void {
    this.resources.clear()
    for (const resource of linesOf(text)) this.resources.set(resource.id, resource)
    this.cursor = cursorOf(text)
  }

  /** The page that comes next. */
  async read(url: string, waitSeconds: number): Promise<Page> {
    const query = `include=resource&wait=${waitSeconds}&cursor=${this.cursor}`
    const answer = await fetch(`${url}/v1/changes?${query}`)
    return Page.parse(await answer.json())
  }

  take({ data, page }: Page): void {
    for (const { seq, resource, current } of data) {
      this.seqs.push(seq)
      if (current) this.resources.set(resource.id, current)
      else this.resources.delete(resource.id)
    }
    this.cursor = page.next
  }

  /** Reads one page; answers how many changes there were. */
  async step(url: string, waitSeconds = 0): Promise<number> {
    const page = await this.read(url, waitSeconds)
    this.take(page)
    return page.data.length
  }

  /** Reads on until nothing is new. */
  async follow(url: string): Promise<void> {
    while ((await this.step(url)) > 0);
  }

  get sorted(): Resource[] {
    return byId(this.resources.values())
  }
}
