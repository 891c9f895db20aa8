import swaggerUi from '@fastify/swagger-ui'
import fp from 'fastify-plugin'
import { openapiDocument } from './openapi.ts'

/**
 * What the page may load: its own files only, so it works without a network. It sets styles on elements, and it shows
 * a logo that it carries with it.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The contract as a page to read and try, at /docs. */
export const docsPage = fp(
  async (app) => {
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: policy,
      theme: { title: 'The Culture Atlas API' },
      transformSpecification: () => openapiDocument(app),
      transformSpecificationClone: false,
    })
  },
  { name: 'docs-page' },
)
