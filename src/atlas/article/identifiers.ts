/** Gives out the ids of one page, each once; who asks first has the plain one. */
export class Identifiers {
  readonly #taken = new Set<string>()

  take(wanted: string): string {
    let id = wanted
    for (let number = 2; this.#taken.has(id); number++) id = `${wanted}-${number}`
    this.#taken.add(id)
    return id
  }
}
