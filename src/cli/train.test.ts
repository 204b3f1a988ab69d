import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type CountingSolver, countingMethod, FakeGpu } from '../worker/host.testing';
import { run } from './run';
import { Slots } from './slots';

const folder = mkdtempSync(join(tmpdir(), 'train-'));
afterAll(() => rmSync(folder, { recursive: true }));
let folders = 0;
const fresh = () => join(folder, `out${folders++}`);

/** Runs `train` with a solver that counts to `limit`, interrupted when it has come to `stopAt`. */
async function train(argv: string[], { limit = 100, stopAt = Number.POSITIVE_INFINITY } = {}) {
  const err: string[] = [];
  const made: CountingSolver[] = [];
  const interrupt = new AbortController();
  const counting = countingMethod(made, limit);
  const code = await run(['train', 'cavity-re100', ...argv], {
    out: () => {},
    err: (line) => {
      err.push(line);
    },
    openGpu: async () => new FakeGpu(1, 1e8).asGpu,
    methods: {
      flow: {
        ...counting,
        async init(gpu, problem) {
          const solver = (await counting.init(gpu, problem)) as CountingSolver;
          const step = solver.step.bind(solver);
          solver.step = async (n) => {
            await step(n);
            if (solver.stepCount >= stopAt) interrupt.abort();
          };
          return solver;
        },
      },
    },
    interrupt: interrupt.signal,
    readPublic: async () => null,
    commit: async () => null,
    runScript: async () => 0,
  });
  return { code, err, steps: made[0]?.stepCount ?? 0, batches: made[0]?.batches ?? [] };
}

const metrics = (out: string) => JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'));
const log = (out: string) =>
  readFileSync(join(out, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { step: number; seconds: number; count: number });

test('an interrupted training goes on from where it stopped, to the same number of steps in all', async () => {
  const out = fresh();
  const first = await train(['--steps', '60', '--out', out], { stopAt: 20 });
  expect(first.code).toBe(3);
  expect(first.steps).toBeGreaterThanOrEqual(20);
  const second = await train(['--steps', '60', '--out', out]);
  expect([second.code, second.steps]).toEqual([0, 60]);
  expect(second.batches.reduce((a, b) => a + b)).toBe(60 - first.steps);
  expect(second.err[0]).toMatch(new RegExp(`going on from step ${first.steps} after \\d`));
  expect(metrics(out).steps).toBe(60);
  // Done is done.
  expect((await train(['--steps', '60', '--out', out])).batches).toEqual([]);
  // The log has each step once, and its seconds go on.
  const lines = log(out);
  expect(lines.map(({ step }) => step)).toEqual([...new Set(lines.map(({ step }) => step))]);
  expect(lines.every(({ step, count }, k) => step === count && (k === 0 || step > lines[k - 1]!.step))).toBe(true);
  expect(lines.every(({ seconds }, k) => k === 0 || seconds >= lines[k - 1]!.seconds)).toBe(true);
});

test('a checkpoint that was cut short is passed over for the one before', async () => {
  const out = fresh();
  await train(['--steps', '10', '--out', out]);
  await train(['--steps', '20', '--out', out]);
  const slots = readdirSync(out)
    .filter((name) => name.startsWith('checkpoint'))
    .sort();
  expect(slots).toEqual(['checkpoint-0.bin', 'checkpoint-1.bin']);
  // The second was written into slot 0.
  truncateSync(join(out, 'checkpoint-0.bin'), 100);
  // What a crash leaves of a file that was being written does no harm.
  writeFileSync(join(out, 'checkpoint-0.bin.tmp'), 'torn');
  const { code, err, steps, batches } = await train(['--steps', '30', '--out', out]);
  expect([code, steps, batches.reduce((a, b) => a + b)]).toEqual([0, 30, 20]);
  expect(err.slice(0, 2)).toEqual([
    'note: checkpoint-0.bin is damaged: its hash is another. The other one is whole.',
    expect.stringMatching(/^going on from step 10/),
  ]);
  // The damaged file was written over, not the whole one.
  expect((await new Slots(out).latest()).damaged).toEqual([]);
});

test.each([
  [['--set', 'params.Re=200'], /another parameters\.Re\.value/],
  [['--seed', '3'], /another seed/],
  [['--set', 'grid.n=64'], /another grid\.n/],
])('%j makes another training, refused by name', async (change, message) => {
  const out = fresh();
  await train(['--steps', '5', '--out', out]);
  const before = readFileSync(join(out, 'metrics.json'), 'utf8');
  const { code, err, batches } = await train(['--steps', '9', ...change, '--out', out]);
  expect([code, batches]).toEqual([2, []]);
  expect(err).toEqual([expect.stringMatching(message)]);
  expect(readFileSync(join(out, 'metrics.json'), 'utf8')).toBe(before);
});

test('what changes no training may change: where errors are measured, what is expected', async () => {
  const out = fresh();
  await train(['--steps', '5', '--out', out]);
  const argv = ['--steps', '9', '--set', 'reference=none', '--set', 'expect={"count":{"min":9}}', '--out', out];
  expect((await train(argv)).code).toBe(0);
});

test('checkpoints are kept while it runs, as often as asked', async () => {
  const out = fresh();
  let kept = 0;
  const write = Slots.prototype.write;
  Slots.prototype.write = function (this: Slots, ...given) {
    kept++;
    return write.apply(this, given);
  };
  try {
    await train(['--every', '0.000001', '--steps', '40', '--out', out]);
  } finally {
    Slots.prototype.write = write;
  }
  // Batches grow from one step by four, so there are several; and one at the end.
  expect(kept).toBeGreaterThan(2);
  expect(existsSync(join(out, 'checkpoint-0.bin.tmp'))).toBe(false);
});
