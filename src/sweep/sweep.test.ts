import { describe, expect, it } from 'vitest';
import { parseSceneText, presetById } from '../../scenes';
import { contentOf, runFrom } from '../state/runs/kept-run';
import { type SweepDocument, sweepFiles } from './document';
import { expandSweep, MAX_JOBS, readAxis, readSeeds, type SweepPlan } from './expand';
import { History } from './history';
import { readJob } from './job';
import { keptRuns } from './kept-runs';
import { isFinal, type Run, readRun } from './run';
import { csv, markdown, overSeeds, tableOf } from './table';

const { scene } = presetById('burgers');
const plan = (over: Partial<SweepPlan> = {}): SweepPlan => ({
  ...{ scene, settings: [], axes: [], seeds: [], limits: {}, scratch: false, ...over },
});

describe('values and seeds', () => {
  it('are read between commas outside brackets; two dots stand for whole numbers', () => {
    expect(readAxis('params.nu=0.01, 0.02,0.05')).toEqual({ path: 'params.nu', values: ['0.01', '0.02', '0.05'] });
    expect(readAxis('grid.n=[64,32],[32,16]').values).toEqual(['[64,32]', '[32,16]']);
    expect(readAxis('params.nu=min(1,2)/pi,3').values).toEqual(['min(1,2)/pi', '3']);
    expect(readAxis('grid.n=30..32,64').values).toEqual(['30', '31', '32', '64']);
    expect(readSeeds('0..3')).toEqual([0, 1, 2, 3]);
    expect(readSeeds('7,1')).toEqual([7, 1]);
  });

  it.each([
    () => readAxis('params.nu'),
    () => readAxis('=1'),
    () => readAxis('params.nu='),
    () => readAxis('params.nu=1,,2'),
    () => readSeeds('a'),
    () => readSeeds('-1'),
    () => readSeeds('4294967296'),
    () => readSeeds('3..1'),
    () => readSeeds('0..99999999'),
  ])('that are none are refused by name (%#)', (read) => {
    expect(read).toThrow(/--over is|--seeds are|has no numbers/);
  });
});

describe('jobs', () => {
  it('are every combination, the seed turning fastest', () => {
    const axes = [readAxis('params.nu=0.01,0.02'), readAxis('grid.n=32,64,128')];
    const jobs = expandSweep(plan({ axes, seeds: [0, 1], settings: ['method=evolve'] }));
    expect(jobs).toHaveLength(12);
    expect(jobs[0]!.settings).toEqual({ 'params.nu': '0.01', 'grid.n': '32', seed: '0' });
    expect(jobs[1]!.settings).toEqual({ 'params.nu': '0.01', 'grid.n': '32', seed: '1' });
    expect(jobs[11]!.scene).toMatchObject({ method: 'evolve', seed: 1, grid: { n: 128 } });
    expect(jobs[11]!.scene.parameters!.nu!.value).toBe(0.02);
    expect(new Set(jobs.map(({ hash }) => hash)).size).toBe(12);
  });

  it('that come to the same work are one, and the hash says so', () => {
    const [one, ...others] = expandSweep(plan({ axes: [readAxis('params.nu=0.01,1e-2,0.010')] }));
    expect(others).toEqual([]);
    const hash = (over: Partial<SweepPlan>) => expandSweep(plan(over)).map((job) => job.hash);
    const axes = [readAxis('params.nu=0.01')];
    expect(hash({ axes })).toEqual([one!.hash]);
    expect(hash({ axes, limits: { steps: 3 } })).not.toEqual([one!.hash]);
    expect(hash({ axes, scratch: true })).not.toEqual([one!.hash]);
    // The very text of a job's work, so that results of old sweeps are found again.
    expect(one!.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('leave out what the scene expects of itself', () => {
    expect(expandSweep(plan({ scene: { ...scene, expect: { relL2: { max: 1 } } } }))[0]!.scene.expect).toBeUndefined();
  });

  it('that cannot be are refused before any is run', () => {
    const over = (...axes: string[]) => expandSweep(plan({ axes: axes.map(readAxis) }));
    expect(() => over('params.mu=1')).toThrow(/params\.mu/);
    expect(() => over('grid.n=many')).toThrow(/grid\.n/);
    expect(() => over('grid.n=32', 'grid.n=64')).toThrow(/twice/);
    expect(() => over('seed=0..99', 'grid.n=4..300')).toThrow(new RegExp(`over the limit ${MAX_JOBS}`));
  });

  it('survive a network, and a job that was tampered with is refused', () => {
    const [job] = expandSweep(plan({ axes: [readAxis('params.nu=0.03')], limits: { steps: 5 }, seeds: [2] }));
    const sent = JSON.parse(JSON.stringify(job));
    expect(readJob(sent)).toEqual(job);
    for (const bad of [
      null,
      [],
      { ...sent, hash: '0'.repeat(64) },
      { ...sent, limits: { steps: 6 } },
      { ...sent, limits: { steps: -1 } },
      { ...sent, scene: { ...sent.scene, seed: 3 } },
      { ...sent, settings: { a: 1 } },
      { ...sent, scene: 'burgers' },
    ]) {
      expect(() => readJob(bad)).toThrow();
    }
  });
});

const [first, second, third] = expandSweep(plan({ axes: [readAxis('params.nu=0.01,0.02')], seeds: [0, 1] }));
const run = (job: typeof first, relL2: number, over: Partial<Run> = {}): Run => ({
  ...{ hash: job!.hash, settings: job!.settings, scene: job!.scene, method: 'evolve', seed: 0, adapter: 'a, "b"' },
  ...{ host: 'here', commit: null, reference: null, weights: null, result: { code: 'ok', advice: '' } },
  ...{ metrics: { relL2: { value: relL2, unit: '' }, drag: { value: 2, unit: 'N' } }, steps: 3, time: 1 },
  ...{ wallSeconds: 0.5, history: {}, notes: [], ...over },
});

describe('tables', () => {
  const runs = [run(first, 0.125), run(second, 0.375), run(third, 0.5, { metrics: {} })];

  it('have a row a run and every metric with its unit', () => {
    const { heads, rows } = tableOf(runs);
    expect(heads.slice(0, 6)).toEqual(['params.nu', 'seed', 'method', 'result', 'relL2', 'drag [N]']);
    expect(rows.map((row) => row.slice(0, 6))).toEqual([
      ['0.01', '0', 'evolve', 'ok', 0.125, 2],
      ['0.01', '1', 'evolve', 'ok', 0.375, 2],
      ['0.02', '0', 'evolve', 'ok', null, null],
    ]);
  });

  it('are quoted as CSV wants it', () => {
    const lines = csv(tableOf(runs)).split('\r\n');
    expect(lines[1]).toContain('0.01,0,evolve,ok,0.125,2,3,1,0.5,"a, ""b""",here,');
    expect(lines).toHaveLength(5);
  });

  it('have the median over the seeds, where there are several', () => {
    const table = overSeeds(runs)!;
    expect(table.rows[0]).toEqual(['0.01', 2, 2, '0.25 (0.125 to 0.375)', '2']);
    expect(table.rows[1]).toEqual(['0.02', 1, 1, null, null]);
    expect(overSeeds([runs[0]!, runs[2]!])).toBeNull();
    expect(markdown(table)).toContain('| 0.01 | 2 | 2 | 0.25 (0.125 to 0.375) | 2 |');
  });

  it('stand in three files; what did not end well is told', () => {
    const failed = run(third, 0, { metrics: {}, result: { code: 'diverged', advice: 'Use a smaller step.\nMore.' } });
    const document: SweepDocument = {
      ...{ format: 'nablab-sweep', version: 1, scene, axes: [readAxis('params.nu=0.01,0.02')], seeds: [0, 1] },
      ...{ limits: {}, jobs: 4, runs: [runs[0]!, failed] },
    };
    const files = sweepFiles(document);
    expect(JSON.parse(files['sweep.json']!)).toEqual(document);
    expect(files['sweep.md']).toMatch(/2 of 4 jobs are done, 1 of them not ok/);
    expect(files['sweep.md']).toMatch(/diverged - Use a smaller step\.$/m);
  });
});

describe('a run from a file', () => {
  it('is read back as it was', () => {
    const whole = run(first, 0.1);
    expect(readRun(JSON.parse(JSON.stringify(whole)), first!.hash)).toEqual(whole);
    expect(() => readRun(whole, second!.hash)).toThrow(/not the result of job/);
    expect(() => readRun({ ...whole, steps: 'many' }, first!.hash)).toThrow(/not the result/);
  });

  it('stands, unless it says something of the machine', () => {
    expect(isFinal({ result: { code: 'diverged', advice: '' } })).toBe(true);
    expect(isFinal({ result: { code: 'lost', advice: '' } })).toBe(false);
  });
});

describe('a sweep in the gallery', () => {
  const history = { step: [1, 3], time: [0.5, 1], relL2: [0.5, 0.125], torn: [1] };
  const text = (runs: readonly unknown[]): string => JSON.stringify({ format: 'nablab-sweep', version: 1, runs });
  let count = 0;
  const kept = (given: string) => keptRuns(given, '2026-01-01T00:00:00Z', () => `run-${count++}`);

  it('is its runs, named by what they differ in, with the curves that are whole', () => {
    const [one, ...others] = kept(text([run(first, 0.125, { history }), run(second, 0, { metrics: {} })]));
    expect(others).toEqual([]);
    expect(one).toMatchObject({ method: 'evolve', seed: 0, step: 3, time: 1, pinned: false });
    expect(one!.name).toBe(`${scene.title}: nu = 0.01, seed = 0`);
    expect(one!.curves.columns).toEqual([{ name: 'relL2', unit: '', values: Float64Array.of(0.5, 0.125) }]);
    expect(one!.curves.times).toEqual(Float64Array.of(0.5, 1));
    // As it is written to a file and read back.
    const again = runFrom(one!.id, contentOf(one!), (written) => void parseSceneText(written));
    expect(again.scene).toBe(one!.scene);
  });

  it('is refused in a line where it is none, is cut or damaged', () => {
    const whole = text([run(first, 0.125)]);
    expect(() => kept('{"version":1}')).toThrow(/no sweep/);
    expect(() => kept(whole.slice(0, -9))).toThrow(/cut/);
    expect(() => kept(text([{ ...run(first, 1), scene: { id: 'x' } }]))).toThrow();
    expect(kept(text(Array(50).fill(run(first, 0.125))))).toHaveLength(40);
  });
});

describe('history', () => {
  it('keeps a bounded number of samples, evenly, and leaves out what is not finite throughout', () => {
    const history = new History();
    for (let step = 1; step <= 2000; step++) {
      history.add(step, step / 2, {
        loss: { value: 1 / step, unit: '' },
        odd: { value: step === 1 ? Number.NaN : 1, unit: '' },
      });
    }
    const { step, time, loss, ...others } = history.columns();
    expect(others).toEqual({});
    expect(time).toEqual(step!.map((k) => k / 2));
    expect(step!.length).toBeLessThanOrEqual(240);
    expect(step!.length).toBeGreaterThan(100);
    expect(loss).toEqual(step!.map((k) => 1 / k));
    // Evenly: all gaps but the last are equal.
    expect(new Set(step!.slice(1, -1).map((k, i) => k - step![i]!)).size).toBe(1);
  });
});
