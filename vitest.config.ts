import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{solvers,scenes,src,tests}/**/*.test.{ts,tsx}', 'e2e/bench/**/*.test.ts'],
    environment: 'node',
    // Dawn reads the Vulkan driver's name with getenv, which only a process of its own can set.
    pool: 'forks',
    maxWorkers: 2,
    // Files share a process and its modules, of which loading took a third of the time; each puts back what it changes.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
