import { numbers } from '../bench/numbers.ts'

/** Sends a change of the editors' side; throws a `TypeError` where the server breaks off. */
export type SendEdit = (method: string, path: string, body?: object) => Promise<Response>

const seed = 6
const regions = ['JP', 'FR', 'PE', 'western-europe', 'sample-town']
const relations = ['related_to', 'overlaps_with', 'influenced_by', 'see_also', 'part_of']

/** Edits of all kinds that show in public, the same in every run; who sends them decides when. */
export class RandomEdits {
  readonly #random = numbers(seed)
  readonly #communities: number
  #made = 0

  /** Of communities `writer-0` and so on, in which links and references lead to one another. */
  constructor(communities: number) {
    this.#communities = communities
  }

  /** Makes one edit of a community, and publishes it. */
  async edit(send: SendEdit, id: string): Promise<void> {
    this.#made += 1
    const path = `/communities/${id}`
    const kind = this.#below(20)
    if (kind === 0) await send('DELETE', `${path}/publication?force=true`)
    else if (kind === 1) await this.#moveRegion(send)
    else if (kind === 2) await this.#comeAndMerge(send, path)
    else {
      await send('PATCH', path, this.#change(kind))
      await send('POST', `${path}/publication`)
    }
  }

  #change(kind: number): object {
    const n = this.#made
    if (kind < 5) return { slug: `renamed-${n}`, title: `Renamed ${n}` }
    if (kind < 8)
      return { regions: this.#some(regions).map((region) => ({ region, role: 'primary' })) }
    if (kind < 12) return { crossReferences: this.#references() }
    if (kind < 14) return { translations: { es: { title: `Título ${n}`, tagline: null } } }
    const body = `Edit ${n} of [[${this.#anyone()}]] and [[${this.#anyone()}]].`
    return { title: `Edited ${n}`, sections: [{ kind: 'overview', heading: 'Overview', body }] }
  }

  #references(): object[] {
    return this.#some(relations).map((relation) => ({
      relation,
      target: { community: this.#anyone() },
      quote: `Seen in edit ${this.#made}.`,
    }))
  }

  async #moveRegion(send: SendEdit): Promise<void> {
    const parent = ['JP', 'FR', 'PE'][this.#below(3)]
    await send('PATCH', '/regions/sample-town', { parent, names: { en: `Town ${this.#made}` } })
  }

  async #comeAndMerge(send: SendEdit, path: string): Promise<void> {
    const title = `Passing ${this.#made}`
    const region = { region: 'JP', role: 'primary' }
    const sections = [{ kind: 'overview', body: `On the way to [[${this.#anyone()}]].` }]
    await send('POST', '/communities', { title, tagline: 'T.', regions: [region], sections })
    const slug = title.toLowerCase().replace(' ', '-')
    await send('POST', `/communities/${slug}/publication`)
    await send('POST', `/communities/${slug}/merge`, { into: path.slice('/communities/'.length) })
  }

  #anyone = (): string => `writer-${this.#below(this.#communities)}`
  #below = (bound: number): number => Math.floor(this.#random() * bound)
  #some<T>(items: readonly T[]): T[] {
    const chosen = items.filter(() => this.#random() < 0.4)
    return chosen.length > 0 ? chosen : items.slice(0, 1)
  }
}
