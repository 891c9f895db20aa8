/** Thrown where an address belongs to something that has another one now; `params` are the path's parameters there. */
export class Moved extends Error {
  readonly params: Record<string, string>

  constructor(params: Record<string, string>) {
    super('The resource has moved.')
    this.name = 'Moved'
    this.params = params
  }
}
