import { describe, expect, it } from 'vitest';
import * as A from '../../array';
import { parse, toText } from '../../expr';
import { fnoCount, fnoInitial } from '../../nets';
import type { Problem, Recipe } from '../problem';
import { piHcMoe } from '.';
import { Answer, basisWeights, inside, residualOf } from './answer';
import { largestJump, spansOf, windows } from './boxes';
import { giveCorners } from './corners';
import { drawn, Example } from './example';
import { difference, gridOf } from './grid';
import { networkFor } from './inference';
import { Lift } from './lift';
import { SMALL, SMALL_FLOW, sorption, vorticity } from './moe.testing';
import { basisOf } from './network';
import { recipeOf } from './recipe';
import { everyPoint, sampled } from './rows';
import { drawnStarts } from './starts';
import { statementOf } from './statement';
import { Terms } from './terms';
import { lossOf } from './training';

const METHOD = 'pi-hc-moe';

describe('a problem as a constraint', () => {
  it('is that of the scene, with fractional powers kept from 0', () => {
    const statement = statementOf(sorption(METHOD, SMALL), 1e-3);
    expect(statement.equation.terms.map(({ name }) => name)).toEqual(['u', 'u_t', 'u_xx']);
    expect(toText(statement.equation.expr)).toContain('0.001');
    expect(statement.sides.map(({ axis, end, terms }) => [axis, end, terms.map(({ name }) => name)])).toEqual([
      ['x', 'min', ['u']],
      ['x', 'max', ['u', 'u_x']],
    ]);
  });

  it('refuses what it cannot state, with the reason', () => {
    const plain = sorption(METHOD, SMALL);
    const refusal = (change: Partial<Problem>) => piHcMoe.refuses({ ...plain, ...change });
    const equation = (left: string) => {
      const [own, right] = [parse(left), parse('0')];
      return [{ text: left, left: own, right, written: { left: own, right } }];
    };
    expect(piHcMoe.refuses(plain)).toBeNull();
    expect(refusal({ time: null })).toContain('a time interval');
    expect(refusal({ initial: {} })).toContain('a start for u');
    expect(refusal({ equations: equation('u_t + u_xxx') })).toContain('not u_xxx');
    expect(refusal({ unknowns: ['u', 'v'] })).toContain('one unknown, or two');
    const recipe = (own: object) => refusal({ recipes: { [METHOD]: own as Record<string, number> } });
    expect(recipe({ boxes: 3 })).toContain('3 boxes do not divide 128 points');
    expect(recipe({ samples: 60 })).toContain('15 points in a box cannot determine 16 basis fields');
    expect(recipe({ legs: 3, times: 9 })).toContain('3 legs do not divide 8 intervals');
    expect(recipe({ legs: 2, times: 9 })).toContain('a random start in two dimensions');
    expect(recipe({ vary: 'q' })).toContain('q is no parameter');
    expect(recipe({ speed: 1 })).toContain('no such setting');
  });
});

describe('the grid', () => {
  it.each([
    [true, 2],
    [true, 4],
    [false, 2],
  ] as const)('has differences up to the ends, periodic %s, of order %i', (periodic, accuracy) => {
    for (const order of [1, 2] as const) {
      const errors = [16, 32, 64].map((points) => {
        const step = (periodic ? 2 * Math.PI : 2) / (periodic ? points : points - 1);
        const axis = {
          name: 'x',
          min: 0,
          max: 1,
          points,
          boxes: 1,
          cuts: [],
          overlap: 0,
          periodic,
          order: accuracy,
          step,
          first: 0,
          last: points - 1,
        };
        const x = A.constant(
          Float64Array.from({ length: points }, (_, k) => Math.sin(k * step)),
          [1, points, 1],
        );
        const [found] = A.interpret([difference(x, 1, axis, order)]);
        const exact = (k: number) => (order === 1 ? Math.cos(k * step) : -Math.sin(k * step));
        return Math.max(...found.map((v, k) => Math.abs(v - exact(k))));
      });
      for (const k of [0, 1]) expect(Math.log2(errors[k] / errors[k + 1])).toBeGreaterThan(accuracy - 0.3);
    }
  });

  it('every box has points of its own, drawn anew at each step, and never those of conditions', () => {
    const recipe = recipeOf(sorption(METHOD, SMALL), METHOD);
    const grid = gridOf(statementOf(sorption(METHOD, SMALL), 0), recipe);
    const boxes = 4;
    const step = A.variable('step', []);
    const draw = (k: number) =>
      A.interpret([sampled(grid, recipe, boxes, step)], new Map([[step, Float64Array.of(k)]]))[0];
    const [all] = A.interpret([everyPoint(grid, boxes)]);
    for (const places of [draw(0), draw(1), all]) {
      const each = places.length / boxes;
      places.forEach((place, k) => {
        const [t, x] = [Math.floor(place / 16), place % 16];
        expect(Math.floor(x / 4)).toBe(Math.floor(k / each));
        expect(t > 0 && t < 9 && x > 0 && x < 15).toBe(true);
      });
    }
    expect(draw(0)).not.toEqual(draw(1));
    // The boxes at the ends have one column less, and the others leave out as many points.
    expect(new Set(all).size).toBe(4 * 3 * 8);
  });
});

it('as published: the equation is asked to hold at the start, too, and GELU is the last of the basis', () => {
  const problem = sorption(METHOD, { ...SMALL, fromStart: true, activeBasis: true });
  const recipe = recipeOf(problem, METHOD);
  const statement = statementOf(problem, recipe.floor);
  const grid = gridOf(statement, recipe);
  const [places] = A.interpret([everyPoint(grid, 4)]);
  expect(Math.min(...places)).toBe(1);
  const example = new Example(statement, grid, 1, null, null);
  const parameters = A.constant(fnoInitial(networkFor(statement, grid, recipe), 1).map((v) => 10 * v));
  const values = new Map([...example.parameters].map(([, node]) => [node, Float64Array.of(0.1)]));
  const [basis] = A.interpret([basisOf(parameters, example, grid, recipe)], values);
  // The least value of GELU is -0.17.
  expect(Math.min(...basis)).toBeGreaterThan(-0.18);
  expect(Math.max(...basis)).toBeGreaterThan(0.2);
});

describe('boxes', () => {
  const gridFor = (recipe: Recipe) => {
    const problem = sorption(METHOD, { ...SMALL, points: 64, samples: 400, ...recipe });
    const settings = recipeOf(problem, METHOD);
    const statement = statementOf(problem, settings.floor);
    return { settings, statement, grid: gridOf(statement, settings) };
  };

  it.each([0, 0.5, 1])('their windows add up to 1 and reach no further than their points: overlap %s', (overlap) => {
    const { grid } = gridFor({ overlap });
    const [found] = A.interpret([windows(grid)]);
    const { begins, widths } = spansOf(grid[1]);
    for (let point = 0; point < 64; point++) {
      const own = Array.from(found.slice(4 * point, 4 * point + 4));
      // Three roundings.
      expect(Math.abs(own.reduce((sum, v) => sum + v, 0) - 1)).toBeLessThan(4 * 2 ** -52);
      own.forEach((v, box) => {
        if (point < begins[box] || point >= begins[box] + widths[box]) expect(v).toBe(0);
      });
    }
  });

  it('where they overlap the answer does not jump, and is no worse', () => {
    const start = Float64Array.of(0.1);
    // What the same untrained network gives with plain boxes and with ones that blend, the constraint at all points.
    const [plain, blended] = [0, 1].map((overlap) => {
      const { settings, statement, grid } = gridFor({ overlap, rowScale: 50, rowScaleLast: 50 });
      const network = networkFor(statement, grid, settings);
      const parameters = A.constant(fnoInitial(network, 1));
      const example = new Example(statement, grid, 1, null, null);
      const terms = new Terms(basisOf(parameters, example, grid, settings), grid, null);
      const lift = new Lift(statement, grid, settings, example);
      const points = everyPoint(grid, 4);
      const found = basisWeights(METHOD, statement, settings, terms, example, lift, points, A.literal(50, [1]));
      const answer = new Answer(terms, lift, found, statement.equation.terms, false);
      const values = new Map(
        [...example.parameters].map(([name, node]) => [node, name === 'u0' ? start : Float64Array.of(5e-4)]),
      );
      const field = answer.of({ by: [], follows: false });
      const [data, residual] = A.interpret([field, inside(residualOf(statement, answer, example), grid)], values);
      return { jump: largestJump({ shape: field.shape.slice(1), data }, grid), residual: Math.hypot(...residual) };
    });
    expect(plain.jump).toBeGreaterThan(1e-3);
    expect(blended.jump).toBeLessThan(0.1 * plain.jump);
    // The plain one does not even count what jumps.
    expect(blended.residual).toBeLessThan(plain.residual);
  });
});

it('where the start jumps, the answer is what the side gives, in f64', () => {
  const problem = sorption(METHOD, SMALL);
  const recipe = recipeOf(problem, METHOD);
  const statement = statementOf(problem, recipe.floor);
  const field = { name: 'u', shape: [9, 16], data: new Float64Array(9 * 16).fill(0.1), coordinates: {} };
  giveCorners(field, statement, gridOf(statement, recipe), problem.parameters);
  // The right side says something of the slope, too.
  expect([...field.data.slice(0, 2), ...field.data.slice(14, 17)]).toEqual([1, 0.1, 0.1, 0.1, 0.1]);
});

it('a stream function follows from vorticity: a single wave, in f64', () => {
  const statement = statementOf(vorticity(METHOD, SMALL_FLOW), 0);
  const grid = gridOf(statement, recipeOf(vorticity(METHOD, SMALL_FLOW), METHOD));
  const wave = (f: (x: number, y: number) => number) =>
    Float64Array.from({ length: 5 * 64 }, (_, k) =>
      f((2 * Math.PI * (k % 8)) / 8, (2 * Math.PI * (Math.floor(k / 8) % 8)) / 8),
    );
  const fields = A.constant(
    wave((x, y) => 3 + Math.cos(2 * x - y)),
    [1, 5, 8, 8, 1],
  );
  const terms = new Terms(fields, grid, statement.follower);
  const [found] = A.interpret([terms.of({ by: [], follows: true })]);
  // psi = w / (4 pi^2 (2^2 + 1^2)), without the mean.
  const exact = wave((x, y) => Math.cos(2 * x - y) / (4 * Math.PI ** 2 * 5));
  found.forEach((v, k) => {
    expect(Math.abs(v - exact[k])).toBeLessThan(1e-14);
  });
});

it.each([
  ['diffusion with sorption', sorption(METHOD, { ...SMALL, tolerance: 1e-7, iterations: 60 })],
  ['in sweeps', sorption(METHOD, { ...SMALL, tolerance: 1e-7, iterations: 60, overlap: 0.5, sweeps: 2 })],
  ['vorticity', vorticity(METHOD, { ...SMALL_FLOW, tolerance: 1e-7, iterations: 60 })],
  ['overlapping', vorticity(METHOD, { ...SMALL_FLOW, tolerance: 1e-7, iterations: 60, overlap: 0.5 })],
])('the gradient of the loss goes through the constraints, as differences say in f64: %s', (_, problem) => {
  const recipe = recipeOf(problem, METHOD);
  const statement = statementOf(problem, recipe.floor);
  const grid = gridOf(statement, recipe);
  const network = networkFor(statement, grid, recipe);
  const parameters = A.variable('network', [fnoCount(network)]);
  const step = A.variable('step', []);
  const start = statement.random && drawnStarts(statement, statement.random, grid, recipe.batch, 9, step);
  const example = new Example(statement, grid, recipe.batch, drawn(recipe, step), start);
  const [loss] = lossOf(METHOD, statement, grid, recipe, parameters, example, step).parts;
  const begin = Float64Array.from(fnoInitial(network, 1));
  const values = new Map<A.Node, Float64Array>([
    [parameters, begin],
    [step, Float64Array.of(3)],
  ]);
  for (const [name, node] of example.parameters) values.set(node, Float64Array.of(problem.parameters[name]));
  const [gradient] = A.interpret(A.grad(loss, [parameters]), values);
  const along = begin.map((__, k) => Math.sin(1.7 * k * k + 1));
  const at = (h: number) => {
    const moved = begin.map((v, k) => v + h * along[k]);
    return A.interpret([loss], new Map(values).set(parameters, moved))[0][0];
  };
  const slope = gradient.reduce((sum, g, k) => sum + g * along[k], 0);
  const size = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  // Errors of h^2 / 6 times the third derivative, and those of solves to 1e-12 over h.
  expect(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - slope)).toBeLessThan(1e-6 * Math.max(size, Math.abs(slope)));
});
