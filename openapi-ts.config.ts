import { defineConfig } from '@hey-api/openapi-ts'

/** What `src/client/generated` is made of and with; see docs/adr/0017-the-client-is-generated.md. */
export default defineConfig({
  input: 'openapi.yaml',
  output: {
    path: 'src/client/generated',
    importFileExtension: '.ts',
    tsConfigPath: null,
  },
  plugins: [
    { name: '@hey-api/client-fetch', throwOnError: true },
    '@hey-api/typescript',
    {
      name: '@hey-api/sdk',
      responseStyle: 'data',
      operations: { strategy: 'single', containerName: 'Operations' },
    },
  ],
  logs: { file: false },
})
