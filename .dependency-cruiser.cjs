/** The walls between the layers; docs/architecture.md draws them. */
const http = 'node_modules/(fastify|@fastify)'
const sql = '^src/generated/|node_modules/(@prisma|pg)/'

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^src/(client/)?generated' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'delivery-never-sees-editorial',
      comment: 'The public side cannot see drafts.',
      severity: 'error',
      from: { path: '^src/delivery/' },
      to: { path: '^src/editorial/' },
    },
    {
      name: 'editorial-never-calls-delivery',
      severity: 'error',
      from: { path: '^src/editorial/' },
      to: { path: '^src/delivery/' },
    },
    {
      name: 'only-stores-touch-sql',
      severity: 'error',
      from: {
        path: '^src/(delivery|editorial|integration|previews|http|atlas|cli|dumps)/',
        pathNot: 'store\\.ts$',
      },
      to: { path: sql },
    },
    {
      name: 'services-and-stores-know-no-http',
      severity: 'error',
      from: { path: '/(service|store)\\.ts$' },
      to: { path: `${http}|^src/http/` },
    },
    {
      name: 'the-domain-stands-alone',
      severity: 'error',
      from: { path: '^src/atlas/' },
      to: { path: '^src/(?!atlas/)' },
    },
    {
      name: 'the-domain-knows-no-http',
      severity: 'error',
      from: { path: '^src/atlas/' },
      to: { path: http },
    },
    {
      name: 'the-client-stands-alone',
      comment: 'It runs in browsers and is installed without anything else.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { pathNot: '^src/client/' },
    },
    {
      name: 'the-service-does-not-ask-itself',
      severity: 'error',
      from: { path: '^src/(?!client/)' },
      to: { path: '^src/client/' },
    },
    {
      name: 'the-database-knows-no-layer-above',
      severity: 'error',
      from: { path: '^src/database/' },
      to: { path: '^src/(atlas|http|delivery|editorial|cli)/' },
    },
    {
      name: 'no-reaching-into-another-feature',
      comment:
        'Features meet through services and schemas, never through another one’s store or routes.',
      severity: 'error',
      from: { path: '^src/(delivery|editorial|integration)/([^/]+)/' },
      to: { path: '^src/(delivery|editorial)/[^/]+/(store|routes)', pathNot: '^src/$1/$2/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
}
