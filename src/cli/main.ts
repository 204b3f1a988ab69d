import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { openNodeGpu } from '../../solvers/gpu/node';
import { methods } from '../../solvers/methods/all';
import { run } from './run';

const interrupt = new AbortController();
process.on('SIGINT', () => {
  // The second time in earnest.
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
});

const code = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  openGpu: (adapter) => openNodeGpu(adapter),
  methods,
  interrupt: interrupt.signal,
  // This module lies in a cache; the scripts lie beside the one that started it.
  runScript: (name, args) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(dirname(process.argv[1]!), name), ...args], { stdio: 'inherit' });
      child.on('error', reject);
      child.on('exit', (status) => resolve(status ?? 1));
    }),
});
// Dawn's threads would keep the process alive; what was written to a pipe must leave first.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
