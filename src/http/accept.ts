import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { Problem } from '../problem.ts'
import { remember } from './remember.ts'

/** The media types that a route offers, and the ends of an address that choose one without `Accept`. */
interface OfferedForms {
  mediaTypes: readonly string[]
  /** Media types by suffix: `.md`. */
  suffixes: Readonly<Record<string, string>>
  /** The parameter that is the last part of the path. */
  parameter: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route offers instead of what its scope does. */
    forms?: OfferedForms
  }
  interface FastifyRequest {
    /** The media type that was negotiated; set before all hooks that come after `offer`. */
    acceptedType: string
    /** The end of the address that chose the media type; empty where `Accept` did. */
    suffix: string
  }
}

/** The media type of those offered that the client likes best, the first where it does not care. Throws 406. */
export function negotiate({ headers }: FastifyRequest, offered: readonly string[]): string {
  const choose = choosers.get(offered) ?? remember((accept) => chosenOf(accept, offered))
  choosers.set(offered, choose)
  const chosen = choose(headers.accept ?? '*/*')
  if (chosen !== null) return chosen
  throw new Problem('not-acceptable', { detail: `This address offers ${offered.join(', ')}.` })
}

/**
 * Makes every route of a scope answer 406 to clients that accept none of its media types; a route may offer others
 * (`config.forms`). Says on the request which one was chosen.
 */
export function offer(app: FastifyInstance, mediaTypes: readonly string[]): void {
  if (!app.hasRequestDecorator('acceptedType')) {
    app.decorateRequest('acceptedType', '')
    app.decorateRequest('suffix', '')
  }
  app.addHook('onRequest', (request, _reply, done) => {
    const { forms } = request.routeOptions.config
    const bySuffix = forms && takeSuffix(request, forms)
    request.acceptedType = bySuffix ?? negotiate(request, forms?.mediaTypes ?? mediaTypes)
    done()
  })
}

/** Takes a known suffix off the last part of the path and answers its media type. Slugs and ids have no dots. */
function takeSuffix(request: FastifyRequest, { parameter, suffixes }: OfferedForms) {
  const params = request.params as Record<string, string>
  const part = params[parameter] ?? ''
  const dot = part.lastIndexOf('.')
  const suffix = dot > 0 ? part.slice(dot) : ''
  if (!Object.hasOwn(suffixes, suffix)) return undefined
  params[parameter] = part.slice(0, dot)
  request.suffix = suffix
  return suffixes[suffix]
}

type Choose = (accept: string) => string | null

const choosers = new WeakMap<readonly string[], Choose>()

const chosenOf = (accept: string, offered: readonly string[]): string | null =>
  new Negotiator({ headers: { accept: withoutParameters(accept) } }).mediaType([...offered]) ?? null

/** `text/html;charset=utf-8` asks for nothing that `text/html` is not; only the quality counts. */
const withoutParameters = (accept: string): string =>
  accept.replaceAll(/;\s*(?!q\s*=)[^;,="\s]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^;,"]*))?/gi, '')
