import type { Command } from './console';

export const bench: Command = {
  name: 'bench',
  summary: 'measure the workloads on this machine',
  help: `usage: bench [options]

Measures the workloads in headless Chromium and in Node: the same as npm run bench, which see for its options.

  --only NAME    one workload
  --json FILE    writes the table as JSON too
  --help         this text`,

  run: (args, console) => console.runScript('bench.mjs', args),
};
