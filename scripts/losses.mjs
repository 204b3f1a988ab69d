// `node scripts/losses.mjs DIR TO`: what `train ... --out DIR` came to, short enough to be kept: settings, seed, errors,
// and the mean of the loss over each of at most 200 parts of the training.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './lib/run.mjs';

const PARTS = 200;

const [dir, to] = process.argv.slice(2);
if (!to) {
  say('usage: node scripts/losses.mjs DIR TO.json');
  process.exit(2);
}
const read = (name) => readFileSync(join(dir, name), 'utf8');
const lines = read('log.jsonl')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .filter(({ loss }) => Number.isFinite(loss));
const { scene, method, adapter, seed, steps, metrics, notes, perStep } = JSON.parse(read('metrics.json'));
const { recipes } = JSON.parse(read('scene.json'));
const last = lines.at(-1);

const parts = new Map();
for (const line of lines) {
  const part = Math.floor(((line.step - 1) * PARTS) / last.step);
  parts.set(part, [...(parts.get(part) ?? []), line]);
}
const rows = [...parts.values()].map((part) => {
  const { step, seconds } = part.at(-1);
  const loss = part.reduce((sum, one) => sum + one.loss / part.length, 0);
  return [step, Math.round(seconds), Number(loss.toPrecision(4))];
});
const values = Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));
const head = {
  scene,
  method,
  adapter,
  seed,
  settings: recipes?.[method] ?? {},
  steps,
  seconds: Math.round(last.seconds),
};
const text = JSON.stringify(
  { ...head, perStep, metrics: values, notes, columns: ['step', 'seconds', 'loss'] },
  null,
  1,
);
const table = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
writeFileSync(to, `${text.replace(/\n}$/, '')},\n "rows": [\n${table}\n ]\n}\n`);
