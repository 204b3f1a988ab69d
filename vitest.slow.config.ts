import { defineConfig } from 'vitest/config';

/** Long tables and soaks, run by hand (`npm run test:slow`): their numbers go into docs/reports. */
export default defineConfig({
  test: {
    include: ['{solvers,scenes,src,tests,e2e}/**/*.slow.ts'],
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
