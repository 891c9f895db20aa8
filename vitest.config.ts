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
    // They end what hangs; what takes how long on a busy machine is nothing that tests assert.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
