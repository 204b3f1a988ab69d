import { expect, it } from 'vitest';
import * as A from '../../array';
import { fnoCount, fnoInitial } from '../../nets';
import type { Recipe } from '../problem';
import { windows } from './boxes';
import { drawn, Example } from './example';
import { gateOf } from './gate';
import { gridOf } from './grid';
import { networkFor } from './inference';
import { SMALL, sorption } from './moe.testing';
import { recipeOf } from './recipe';
import { statementOf } from './statement';
import { lossOf } from './training';

const METHOD = 'pi-hc-moe';

function stated(recipe: Recipe = {}) {
  const problem = sorption(METHOD, { ...SMALL, gate: true, overlap: 1, ...recipe });
  const settings = recipeOf(problem, METHOD);
  const statement = statementOf(problem, settings.floor);
  return { problem, settings, statement, grid: gridOf(statement, settings) };
}

it('a gate is a partition of unity: the fixed one where the network gives 0, and never of who does not reach a point', () => {
  const { grid } = stated();
  const size = 9 * 16 * 4;
  const given = Float64Array.from({ length: size }, (_, k) => 9 * Math.sin(2.3 * k));
  const [gate, still, fixed] = A.interpret([
    gateOf(A.constant(given, [1, 9, 16, 4]), grid),
    gateOf(A.constant(new Float64Array(size), [1, 9, 16, 4]), grid),
    windows(grid),
  ]);
  let moved = 0;
  for (let place = 0; place < size; place += 4) {
    const own = Array.from(gate.subarray(place, place + 4));
    expect(Math.abs(own.reduce((sum, v) => sum + v, 0) - 1)).toBeLessThan(4 * 2 ** -52);
    own.forEach((v, box) => {
      const plain = fixed[(place + box) % 64];
      expect(v > 0).toBe(plain > 0);
      expect(Math.abs(still[place + box] - plain)).toBeLessThan(4 * 2 ** -52);
      moved = Math.max(moved, Math.abs(v - plain));
    });
  }
  expect(moved).toBeGreaterThan(0.3);
});

it('is refused where boxes share nothing, or are others in training', () => {
  expect(() => stated({ overlap: 0 })).toThrow('recipes.pi-hc-moe.gate: boxes share nothing');
  expect(() => stated({ plainTraining: true })).toThrow('boxes share nothing in training');
  expect(() => stated({ trainingBoxes: 2 })).toThrow('training and answer have other boxes');
});

it('the gradient goes through gate and constraints, as differences say in f64', () => {
  const { problem, settings, statement, grid } = stated({ tolerance: 1e-7, iterations: 60 });
  const network = networkFor(statement, grid, settings);
  expect(network.outputs).toBe(settings.basis + 4);
  const parameters = A.variable('network', [fnoCount(network)]);
  const step = A.variable('step', []);
  const example = new Example(statement, grid, settings.batch, drawn(settings, step), null);
  const [loss] = lossOf(METHOD, statement, grid, settings, parameters, example, step).parts;
  const begin = Float64Array.from(fnoInitial(network, 1));
  const values = new Map<A.Node, Float64Array>([
    [parameters, begin],
    [step, Float64Array.of(3)],
  ]);
  for (const [name, node] of example.parameters) values.set(node, Float64Array.of(problem.parameters[name]));
  const [gradient] = A.interpret(A.grad(loss, [parameters]), values);
  const at = (along: Float64Array, h: number) => {
    const moved = begin.map((v, k) => v + h * along[k]);
    return A.interpret([loss], new Map(values).set(parameters, moved))[0][0];
  };
  const size = Math.hypot(...gradient);
  // In any direction, and in one of the gate's own biases alone, the last four parameters.
  const any = begin.map((__, k) => Math.sin(1.7 * k * k + 1));
  const own = begin.map((__, k) => (k >= begin.length - 4 ? k - begin.length + 3 : 0));
  const slopeOf = (along: Float64Array) => gradient.reduce((sum, g, k) => sum + g * along[k], 0);
  // Errors of h^2 / 6 times the third derivative, and those of solves to 1e-12 over h.
  const difference = (at(any, 1e-5) - at(any, -1e-5)) / 2e-5;
  expect(Math.abs(difference - slopeOf(any))).toBeLessThan(1e-6 * Math.max(size, Math.abs(slopeOf(any))));
  // Experts that all see the same conditions are nearly alike, and the gate between them weighs little: a longer step.
  const weighed = (at(own, 1e-2) - at(own, -1e-2)) / 2e-2;
  expect(Math.abs(slopeOf(own))).toBeGreaterThan(1e-9);
  expect(Math.abs(weighed - slopeOf(own))).toBeLessThan(1e-3 * Math.abs(slopeOf(own)));
});
