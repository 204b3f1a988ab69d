import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, wherever a script was started from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** One line of ours, told apart from the output of the tools that we run. */
export function say(line) {
  process.stderr.write(`nablab: ${line}\n`);
}

/** The command line that runs a package's program with this Node: no shell and no .cmd files, so the same on Windows. */
export function tool(name, program = name) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return [process.execPath, join(folder, typeof bin === 'string' ? bin : bin[program])];
}

/** Runs a command in the repository's folder with our terminal; true if it ended well. `output` takes what it prints. */
export function run([command, ...args], env = {}, output = process.stdout) {
  const stdio = ['inherit', output, 'inherit'];
  const done = spawnSync(command, args, { cwd: root, stdio, env: { ...process.env, ...env } });
  if (done.error) say(`${command} did not start: ${done.error.message}`);
  return done.status === 0;
}

/** Runs a command and gathers what it printed: `{ ok, output }`. */
export function capture([command, ...args], env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}
