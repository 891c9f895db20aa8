import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/support/global-setup.ts',
    pool: 'forks',
    // Loading the service takes longer than most files; no test changes anything that a module keeps.
    isolate: false,
    // Much of the time goes into waiting for Postgres, so one worker a core is not too many.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
