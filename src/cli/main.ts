import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
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

// This module lies in a cache; what belongs to the project lies around the script that started it.
const scripts = dirname(process.argv[1]!);
const root = dirname(scripts);

const code = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  openGpu: (adapter) => openNodeGpu(adapter),
  methods,
  interrupt: interrupt.signal,
  readPublic: (path) => readFile(join(root, 'public', path)).catch(() => null),
  commit: () =>
    new Promise((resolve) => {
      execFile('git', ['rev-parse', 'HEAD'], { cwd: root }, (error, out) => resolve(error ? null : out.trim()));
    }),
  runScript: (name, args) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(scripts, name), ...args], { stdio: 'inherit' });
      child.on('error', reject);
      child.on('exit', (status) => resolve(status ?? 1));
    }),
});
// Dawn's threads would keep the process alive; what was written to a pipe must leave first.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
