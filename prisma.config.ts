import { defineConfig } from 'prisma/config'

// The CLI looks for its native engine even where it needs none, and fails where it cannot download it.
// `generate`, `validate` and `format` only need the name of something executable.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Search has columns and indexes that Prisma's schema language cannot describe.
  experimental: { externalTables: true },
  tables: {
    external: [
      'published.search_text',
      'published.search_config',
      'published.search_word',
      'published.suggestion',
    ],
  },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
