// `npm run check`: types, lint and format, import directions, unused code, the house rules, licence notices.
import { capture, tool } from './lib/run.mjs';

const types = (config) => [
  ...[...tool('typescript', 'tsc'), '--project', config],
  ...['--incremental', '--tsBuildInfoFile', `.cache/${config}.tsbuildinfo`],
];

const checks = [
  ['types', types('tsconfig.json')],
  ['types without DOM', types('tsconfig.solvers.json')],
  ['lint and format', [...tool('@biomejs/biome', 'biome'), 'ci', '--colors=off']],
  ['import directions', [...tool('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs', '.']],
  ['unused code', [...tool('knip'), '--no-progress']],
  ['house rules', [process.execPath, 'scripts/rules.mjs']],
  ['licence notices', [process.execPath, 'scripts/notices.mjs', '--check']],
];

let failed = 0;
const queue = checks.values();
// Two at a time: most machines that run this have two cores.
async function work() {
  for (const [name, command] of queue) {
    const start = Date.now();
    const { ok, output } = await capture(command);
    if (!ok) failed += 1;
    const text = output.trim();
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
    if (text && (!ok || name === 'house rules')) process.stdout.write(`${text}\n\n`);
  }
}
await Promise.all([work(), work()]);
process.exit(failed === 0 ? 0 : 1);
