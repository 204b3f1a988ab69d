import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import * as A from '../../array';
import { randomNormal } from '../../base/random';
import type { Gpu } from '../../gpu';
import { applyStencil, discretise } from '../../grid';
import { fnoCount, fnoInitial } from '../../nets';
import { ellipticOf } from '../multigrid/elliptic-of';
import type { Problem, Recipe } from '../problem';
import { piHcMoe } from '.';
import { Answer, basisWeights } from './answer';
import { darcy, SMALL_DARCY } from './darcy.testing';
import { Example } from './example';
import { gridOf } from './grid';
import { networkFor } from './inference';
import { drawnInputs, scaleOf } from './input-fields';
import { Lift } from './lift';
import { MoeSolver } from './moe-solver';
import { outflow } from './outflow';
import { recipeOf } from './recipe';
import { everyPoint } from './rows';
import { statementOf } from './statement';
import { Terms } from './terms';
import { lossOf } from './training';
import { testedResidual } from './weak-rows';

const METHOD = 'pi-hc-moe';
const CELLS = 8;

/** Two rocks, cell by cell. */
const ROCKS = Float64Array.from({ length: CELLS ** 2 }, (_, k) => (randomNormal(3, k) > 0 ? 12 : 3));
const noise = (seed: number) => Float64Array.from({ length: CELLS ** 2 }, (_, k) => randomNormal(seed, k));

function stated(recipe: Recipe = {}) {
  const problem = darcy(METHOD, { ...SMALL_DARCY, boxes: 2, ...recipe });
  const settings = recipeOf(problem, METHOD);
  const statement = statementOf(problem, settings.floor);
  return { problem, settings, statement, grid: gridOf(statement, settings) };
}

/** The same cells as `solvers/grid` sees them: A u, and the right side. */
function classical(problem: Problem) {
  const a = { ...problem.inputs.a, values: { shape: [CELLS, CELLS], data: ROCKS } };
  const own = { ...problem, grid: { ...problem.grid, cells: [CELLS, CELLS] }, inputs: { a } };
  return discretise(ellipticOf(own, own.parameters).problem);
}

/** The answer of the cells by conjugate gradients, in f64. */
function solved({ operator, rhs }: ReturnType<typeof classical>): Float64Array {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, k) => sum + v * b[k], 0);
  const u = new Float64Array(rhs.length);
  let r = Float64Array.from(rhs);
  let p = r.slice();
  for (let k = 0; k < 200 && dot(r, r) > 1e-30 * dot(rhs, rhs); k++) {
    const image = Float64Array.from(applyStencil(operator, p));
    const step = dot(r, r) / dot(p, image);
    u.forEach((v, at) => {
      u[at] = v + step * p[at];
    });
    const next = r.map((v, at) => v - step * image[at]);
    const share = dot(next, next) / dot(r, r);
    p = next.map((v, at) => v + share * p[at]);
    r = next;
  }
  return u;
}

describe('a problem without time', () => {
  it('is a balance of cells; what cannot be one is refused with the reason', () => {
    const { problem, statement } = stated();
    expect(statement.equation.terms.map(({ name }) => name)).toEqual(['outflow']);
    expect(statement.conservation!.inputs).toEqual(['a']);
    expect(piHcMoe.refuses(problem)).toBeNull();
    const { a } = problem.inputs;
    expect(piHcMoe.refuses({ ...problem, inputs: { a: { ...a, random: null } } })).toContain('inputs.a.random');
    expect(
      piHcMoe.refuses({ ...problem, sides: problem.sides.slice(1).concat({ ...problem.sides[0], values: {} }) }),
    ).toContain('u = 0 on all sides');
    expect(piHcMoe.refuses(darcy(METHOD, { ...SMALL_DARCY, boxes: 2, fronts: true }))).toContain('there is no time');
  });

  it('flows between cells as solvers/grid has them, in f64', () => {
    const { problem, grid } = stated();
    const { operator } = classical(problem);
    const u = noise(5);
    const a = A.constant(ROCKS, [1, 1, CELLS, CELLS]);
    const [found] = A.interpret([outflow(A.constant(u, [1, 1, CELLS, CELLS, 1]), [a, a], grid)]);
    const wanted = applyStencil(operator, u);
    // Theirs is what leaves a cell, ours what leaves its volume; about ten roundings of terms of 4 a u / h^2.
    const bound = 2 ** -48 * 4 * 12 * 3 * CELLS ** 2;
    for (const [k, v] of found.entries()) expect(Math.abs(v - wanted[k] * CELLS ** 2)).toBeLessThan(bound);
  });

  it('is tested with waves: one wave gives one number, its own over the root of its eigenvalue', () => {
    const { grid } = stated();
    const wave = Float64Array.from({ length: CELLS ** 2 }, (_, k) => {
      const [y, x] = [Math.floor(k / CELLS), k % CELLS].map((at) => (Math.PI * (at + 0.5)) / CELLS);
      return Math.sin(3 * y) * Math.sin(2 * x);
    });
    const [found] = A.interpret([testedResidual(A.constant(wave, [1, 1, CELLS, CELLS]), grid)]);
    const root = (k: number) => 2 * CELLS * Math.sin((Math.PI * k) / (2 * CELLS));
    found.forEach((v, k) => {
      const exact = k === 2 * CELLS + 1 ? CELLS / 2 / Math.hypot(root(3), root(2)) : 0;
      expect(Math.abs(v - exact)).toBeLessThan(1e-14);
    });
  });

  it.each([
    ['cell by cell, one box', { weak: false, boxes: 1 }],
    ['tested, one box', { boxes: 1 }],
    ['cell by cell, four boxes', { weak: false }],
    ['tested, four boxes that sweep', { overlap: 0.5, sweeps: 2 }],
  ])('its answer is found where the basis has it, in f64: %s', (_, recipe) => {
    const { problem, settings, statement, grid } = stated({ ridge: 0, ...recipe });
    const u = solved(classical(problem));
    const members = [u, ...[7, 8, 9].map((seed) => noise(seed).map((v) => 0.01 * v))];
    const fields = Float64Array.from({ length: 4 * u.length }, (__, k) => members[k % 4][Math.floor(k / 4)]);
    const input = A.constant(ROCKS, [1, 1, CELLS, CELLS]);
    const example = new Example(statement, grid, 1, null, null, new Map([['a', input]]));
    const terms = new Terms(A.constant(fields, [1, 1, CELLS, CELLS, 4]), grid, null, example.conductivity);
    const lift = new Lift(statement, grid, settings, example);
    const boxes = settings.boxes ** 2;
    const scale = A.literal(1, [1]);
    const found = basisWeights(METHOD, statement, settings, terms, example, lift, everyPoint(grid, boxes), scale);
    const answer = new Answer(terms, lift, found, statement.equation.terms, false).of({ by: [], follows: false });
    const [data, status] = A.interpret([answer, found.status!]);
    expect(Math.max(...data.map((v, k) => Math.abs(v - u[k])))).toBeLessThan(1e-9 * Math.max(...u));
    // Linear: damping costs a second step, and a third sees that nothing moves.
    for (let k = 0; k < status.length; k += 4) expect(status[k]).toBeLessThan(5);
  });
});

it('examples are the cosines of operators trained on data, in f64', () => {
  const { problem, statement } = stated();
  const grid = gridOf(statement, { ...recipeOf(problem, METHOD), points: 6 });
  const [field] = A.interpret([drawnInputs(statement, grid, 2, 4, A.literal(1, [])).get('a')!]);
  const [numbers] = A.interpret([A.randomNormal([2, 64, 64], { seed: 4, step: 1 })]);
  for (const sample of [0, 1]) {
    for (let at = 0; at < 36; at++) {
      const [y, x] = [Math.floor(at / 6), at % 6].map((place) => (Math.PI * (place + 0.5)) / 6);
      let psi = 0;
      for (let k = 1; k < 4096; k++) {
        const [ky, kx] = [Math.floor(k / 64), k % 64];
        const norm = (ky > 0 ? Math.SQRT2 : 1) * (kx > 0 ? Math.SQRT2 : 1);
        const size = 3 / (Math.PI ** 2 * (ky ** 2 + kx ** 2) + 9);
        psi += size * norm * numbers[4096 * sample + k] * Math.cos(ky * y) * Math.cos(kx * x);
      }
      expect(field[36 * sample + at]).toBe(psi >= 0 ? 12 : 3);
    }
  }
  const { mean, spread } = scaleOf(problem, 'a');
  // Either rock is as likely.
  expect([Math.abs(mean - 7.5) < 2, Math.abs(spread - 4.5) < 0.5]).toEqual([true, true]);
});

it.each([
  ['tested', { sweeps: 0 }],
  ['in sweeps', { overlap: 0.5, sweeps: 1 }],
])('the gradient goes through the balance, as differences say in f64: %s', (_, recipe) => {
  const { settings, statement, grid } = stated({ tolerance: 1e-7, iterations: 60, ...recipe });
  const network = networkFor(statement, grid, settings);
  const parameters = A.variable('network', [fnoCount(network)]);
  const step = A.literal(2, []);
  const example = new Example(statement, grid, 2, null, null, drawnInputs(statement, grid, 2, 4, step));
  const [loss] = lossOf(METHOD, statement, grid, settings, parameters, example, step).parts;
  const begin = Float64Array.from(fnoInitial(network, 1));
  const at = (values: Float64Array) => A.interpret([loss], new Map([[parameters, values]]))[0][0];
  const [gradient] = A.interpret(A.grad(loss, [parameters]), new Map([[parameters, begin]]));
  const along = begin.map((__, k) => Math.sin(1.7 * k * k + 1));
  const moved = (h: number) => at(begin.map((v, k) => v + h * along[k]));
  const slope = gradient.reduce((sum, g, k) => sum + g * along[k], 0);
  const size = Math.hypot(...gradient);
  // Errors of h^2 / 6 times the third derivative, and those of solves to 1e-12 over h.
  expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5 - slope)).toBeLessThan(1e-6 * Math.max(size, Math.abs(slope)));
});

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('trains, and answers without time', async () => {
    const recipe = { ...SMALL_DARCY, layers: 1, boxes: 2 };
    const solver = await MoeSolver.create(gpu, METHOD, darcy(METHOD, recipe));
    await solver.step(1);
    const first = solver.metrics().loss.value;
    await solver.step(9);
    expect(solver.metrics().loss.value).toBeLessThan(first);
    expect(solver.display.fields.map(({ name }) => name)).toEqual(['u', 'residual', 'box', 'a']);
    const [u] = await solver.fields();
    expect([u.shape, Object.keys(u.coordinates)]).toEqual([
      [CELLS, CELLS],
      ['y', 'x'],
    ]);
    expect(Math.min(...u.coordinates.x)).toBe(0.5 / CELLS);
    const { experts, borders } = await solver.experts();
    expect(experts.map(({ box }) => Object.keys(box))).toEqual(new Array(4).fill(['y', 'x']));
    expect(borders.map(({ axis }) => axis)).toEqual(['y', 'x']);
    const value = await solver.probe(u.coordinates.x[2], u.coordinates.y[5]);
    expect(value.u).toBeCloseTo(u.data[5 * CELLS + 2], 7);
    solver.dispose();
  });
});
