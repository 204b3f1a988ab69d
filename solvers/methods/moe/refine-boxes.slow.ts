import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { readSafetensors } from '../../io';
import type { Recipe } from '../problem';
import type { ExpertsReport, Weights } from '../solver';
import { sorption, TUNED } from './moe.testing';
import { MoeSolver } from './moe-solver';
import { refinedCuts } from './refine-boxes';
import { errorOf, STORED, type Truth } from './truth.testing';

/** Table of README.md: boxes halved where the residual is largest, beside as many equal ones, on the shipped basis. */
const METHOD = 'pi-hc-moe';
const FILE = '../../../public/weights/diffusion-sorption.pi-hc-moe.safetensors';

let gpu: Gpu;
let weights: Weights;
beforeAll(async () => {
  gpu = await openTestGpu();
  const path = fileURLToPath(new URL(FILE, import.meta.url));
  const { tensors, metadata } = readSafetensors(new Uint8Array(readFileSync(path)), path);
  weights = { tensors, metadata } as Weights;
});
afterAll(() => gpu?.close());

interface Answered {
  readonly error: number;
  readonly report: ExpertsReport;
}

/** The answers of one solver to these truths. */
async function answers(recipe: Recipe, truths: readonly Truth[]): Promise<Answered[]> {
  const solver = await MoeSolver.create(gpu, METHOD, sorption(METHOD, { ...TUNED, ...recipe }));
  await solver.takeWeights(weights);
  const all: Answered[] = [];
  for (const truth of truths) {
    solver.setParameter('u0', truth.u0);
    const [field] = await solver.fields();
    all.push({ error: errorOf(field, truth, 10), report: await solver.experts() });
  }
  solver.dispose();
  return all;
}

function told(all: readonly Answered[]): string {
  const mean = all.reduce((sum, { error }) => sum + error / all.length, 0);
  const most = (of: (report: ExpertsReport) => number) => Math.max(...all.map(({ report }) => of(report)));
  const jump = most(({ borders }) => Math.max(0, ...borders.map((border) => border.jump)));
  const failed = most(({ experts }) => experts.filter(({ outcome }) => outcome.code !== 'ok').length);
  return `error ${(100 * mean).toFixed(2)} %, max|F| ${most(({ largest }) => largest).toExponential(1)}, jump ${jump.toExponential(1)}, ${failed} failed`;
}

it.each([
  { overlap: 0, sweeps: 0 },
  { overlap: 0.5, sweeps: 3 },
])('%j', async (kind) => {
  for (const boxes of [4, 8])
    console.log(JSON.stringify(kind), boxes, 'equal:', told(await answers({ ...kind, boxes }, STORED)));
  const split: Answered[][] = [];
  for (const truth of STORED) {
    let cuts = '0.5';
    const own: Answered[] = [];
    let [found] = await answers({ ...kind, cuts }, [truth]);
    for (const splits of [1, 1, 2, 2]) {
      cuts = refinedCuts(found.report.experts, ['x'], 128, { splits })!;
      [found] = await answers({ ...kind, cuts }, [truth]);
      own.push(found);
    }
    console.log(truth.u0.toFixed(3), cuts);
    split.push(own);
  }
  for (const [round, boxes] of [
    [1, 4],
    [3, 8],
  ]) {
    const all = split.map((own) => own[round]);
    console.log(JSON.stringify(kind), boxes, 'split:', told(all));
    expect(all.every(({ report }) => report.experts.length === boxes)).toBe(true);
  }
});
