import { expect, it } from 'vitest';
import * as A from '../../array';
import { fnoCount, fnoInitial } from '../../nets';
import { piHcMoe, piSc } from '.';
import { inside, residualOf } from './answer';
import { correctedAnswer, widened } from './corrections';
import { Example } from './example';
import { gridOf } from './grid';
import { networkFor, ownStart } from './inference';
import { Lift } from './lift';
import { SMALL_FLOW, sorption, vorticity } from './moe.testing';
import { basisTerms } from './network';
import { recipeOf } from './recipe';
import { everyPoint } from './rows';
import { statementOf } from './statement';
import { Terms } from './terms';

const METHOD = 'pi-hc-moe';

it('the further field is minus the integral of the residual, exact where that grows linearly, in f64', () => {
  const problem = vorticity(METHOD, SMALL_FLOW);
  const grid = gridOf(statementOf(problem, 0), recipeOf(problem, METHOD));
  const wave = (k: number) => Math.sin((2 * Math.PI * (k % 8)) / 8) + 0.5;
  const time = (k: number) => 0.5 * Math.floor(k / 64);
  const field = (f: (k: number) => number) => Float64Array.from({ length: 5 * 64 }, (_, k) => f(k));
  const terms = new Terms(A.constant(new Float64Array(5 * 64 * 2), [1, 5, 8, 8, 2]), grid, null);
  const residual = A.constant(
    field((k) => wave(k) * (3 - time(k))),
    [1, 5, 8, 8],
  );
  for (const [zeroMean, middle] of [
    [false, 0],
    [true, 0.5],
  ] as const) {
    const { fields } = widened(terms, residual, zeroMean);
    expect(fields.shape).toEqual([1, 5, 8, 8, 3]);
    const [found] = A.interpret([A.slice(fields, 4, 2, 3)]);
    const exact = field((k) => -(wave(k) - middle) * (3 * time(k) - time(k) ** 2 / 2));
    // Four sums of numbers up to 6, and a mean of 64 of them.
    found.forEach((v, k) => {
      expect(Math.abs(v - exact[k])).toBeLessThan(1e-13);
    });
  }
});

it('each correction lowers what the equation leaves, in every box, in f64', () => {
  const problem = vorticity(METHOD, { ...SMALL_FLOW, corrections: 2, fourth: true, iterations: 20, tolerance: 1e-7 });
  const settings = recipeOf(problem, METHOD);
  const statement = statementOf(problem, settings.floor);
  const grid = gridOf(statement, settings);
  const network = networkFor(statement, grid, settings);
  const start = A.constant(ownStart(statement, grid)!, [1, 1, 8, 8]);
  const example = new Example(statement, grid, 1, null, start);
  const parameters = A.constant(fnoInitial(network, 1));
  expect(parameters.shape).toEqual([fnoCount(network)]);
  const terms = basisTerms(parameters, statement, example, grid, settings);
  const lift = new Lift(statement, grid, settings, example);
  const values = new Map(
    [...example.parameters].map(([name, node]) => [node, Float64Array.of(problem.parameters[name])]),
  );
  const norms = [0, 1, 2].map((corrections) => {
    const recipe = { ...settings, corrections };
    const places = everyPoint(grid, 4);
    const { found, answer } = correctedAnswer(
      METHOD,
      statement,
      recipe,
      terms,
      example,
      lift,
      places,
      A.literal(1, [1]),
    );
    expect(found.weights.shape).toEqual([1, 4, 4 + corrections]);
    const [residual] = A.interpret([inside(residualOf(statement, answer, example), grid)], values);
    return [0, 1, 2, 3].map((box) => {
      const own = residual.filter((_, k) => 2 * Math.floor((k % 64) / 32) + Math.floor((k % 8) / 4) === box);
      return Math.hypot(...own);
    });
  });
  // The wider basis holds the answer before, so that no box can be worse.
  for (const k of [1, 2]) {
    norms[k].forEach((norm, box) => {
      expect(norm).toBeLessThan(norms[k - 1][box]);
    });
  }
  expect(Math.hypot(...norms[2])).toBeLessThan(0.8 * Math.hypot(...norms[0]));
});

it('is for problems with time; a penalty has no weights to find', () => {
  const own = sorption(METHOD, { corrections: 1 });
  expect(piHcMoe.refuses({ ...own, time: null })).not.toBeNull();
  expect(piSc.refuses(sorption('pi-sc', { corrections: 1 }))).toBeNull();
  expect(recipeOf(sorption('pi-sc', { corrections: 1 }), 'pi-sc').corrections).toBe(0);
  expect(recipeOf(own, METHOD).corrections).toBe(1);
});
