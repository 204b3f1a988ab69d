import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../../tests/gpu';
import type { Gpu } from '../../../gpu';
import { onDevice } from '../../../optim';
import { answersOf } from '../answers';
import { spaceTimeErrors } from '../errors';
import { PROBLEMS, problemOf } from '../pinn.testing';
import { type PinnRecipe, recipeOf } from '../recipe';
import { statementOf } from '../statement/statement';
import { LabSampler } from './lab-sampler';
import { LabTraining } from './lab-training';
import { modelOf } from './programs';

/**
 * The table of README.md: networks by optimisers on the Helmholtz problem (1, 4) with sides built in, equal flops, seed
 * 0. LAB_NETWORKS and LAB_OPTIMISERS choose (comma between), LAB_GF the flops of each in 1e9.
 */
const { LAB_NETWORKS, LAB_OPTIMISERS, LAB_GF = '20' } = process.env;

/** Settings beside the common ones; widths so that all have some 1,000 parameters. */
const NETWORKS: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = {
  mlp: { network: 'mlp', layers: 3, width: 20, firstScale: 2 },
  'mlp factorised': { network: 'mlp', layers: 3, width: 20, firstScale: 2, factorised: true },
  'mlp with fourier': { network: 'mlp', layers: 2, width: 22, fourier: 2 },
  'modified-mlp': { network: 'modified-mlp', layers: 3, width: 19 },
  piratenet: { network: 'piratenet', layers: 1, width: 16, fourier: 2 },
  siren: { network: 'siren', layers: 3, width: 20, omega: 5 },
  gaussians: { network: 'gaussians', layers: 1, width: 16, gaussians: 110, deviation: 0.2 },
};

const OPTIMISERS: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  adam: { rate: 5e-3, rateLeft: 0.02 },
  lion: { rate: 1e-3, rateLeft: 0.02 },
  soap: { rate: 5e-3, rateLeft: 0.02 },
  'l-bfgs': {},
  ssbroyden: {},
};

const chosen = (all: Readonly<Record<string, unknown>>, names: string | undefined): string[] =>
  Object.keys(all).filter((name) => !names || names.split(',').includes(name));

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const CASES = chosen(OPTIMISERS, LAB_OPTIMISERS).flatMap((optimiser) =>
  chosen(NETWORKS, LAB_NETWORKS).map((network) => [optimiser, network] as const),
);
/** Iterations between looks at the flops that are spent. */
const CHUNK = 10;

it.each(CASES)('%s, %s', async (optimiser, network) => {
  const given = { points: 500, redraw: 0, ...NETWORKS[network], ...OPTIMISERS[optimiser], optimiser };
  const problem = problemOf({ ...PROBLEMS.helmholtz, recipe: given });
  const recipe: { -readonly [K in keyof PinnRecipe]: PinnRecipe[K] } = { ...recipeOf(problem) };
  const executor = onDevice(gpu);
  const model = modelOf(statementOf(problem, recipe), recipe);
  const training = await LabTraining.create(executor, model);
  const budget = 1e9 * Number(LAB_GF);
  recipe.iterations = Math.ceil(budget / training.cost.flops);
  const begin = performance.now();
  while (training.iterations * training.cost.flops < budget) await training.run(CHUNK);
  const seconds = (performance.now() - begin) / 1000;
  const sampler = new LabSampler(executor, model);
  const fields = await answersOf(model.statement, (places) => sampler.sample(places, problem.parameters));
  const { relL2 } = spaceTimeErrors(model.statement, fields, problem.parameters);
  const { loss } = await training.measure();
  console.log(
    `${optimiser} | ${network}: ${model.network.count} parameters, ${training.iterations} iterations, relL2 ` +
      `${relL2.value.toExponential(1)}, loss ${loss.toExponential(1)}, ${seconds.toFixed(0)} s loaded`,
  );
  training.dispose();
  expect(Number.isFinite(relL2.value)).toBe(true);
});
