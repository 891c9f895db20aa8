import type { FastifyInstance } from 'fastify'

interface Pattern {
  segments: string[]
  methods: Set<string>
}

/** Which methods an address answers to, for `Allow`. Fastify can only tell that of a route's pattern. */
export class MethodTable {
  readonly #patterns = new Map<string, Pattern>()

  /** Collects the routes that are registered from now on. */
  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      const known = this.#patterns.get(url) ?? { segments: url.split('/'), methods: new Set() }
      for (const name of [method].flat()) known.methods.add(name)
      this.#patterns.set(url, known)
    })
  }

  /** The methods of all routes that match a path, sorted; none where no route does. */
  methodsFor(path: string): string[] {
    const parts = path.split('/')
    const matching = [...this.#patterns.values()].filter(({ segments }) => matches(segments, parts))
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort()
  }
}

function matches(segments: readonly string[], parts: readonly string[]): boolean {
  const open = segments.at(-1) === '*'
  const fixed = open ? segments.slice(0, -1) : segments
  if (open ? parts.length < segments.length : parts.length !== segments.length) return false
  return fixed.every((segment, index) => {
    const part = parts[index] ?? ''
    return segment.startsWith(':') ? part !== '' : segment === part
  })
}
