import { expect, it } from 'vitest';
import * as A from '../../array';
import { fnoCount, fnoInitial } from '../../nets';
import { piOt } from '.';
import { Answer, basisWeights, conditionResidual } from './answer';
import { darcy, SMALL_DARCY } from './darcy.testing';
import { Example } from './example';
import { gridOf } from './grid';
import { heldField } from './held-sides';
import { networkFor } from './inference';
import { Lift } from './lift';
import { SMALL, sorption, vorticity } from './moe.testing';
import { basisTerms } from './network';
import { recipeOf } from './recipe';
import { conditionsOf, everyPoint } from './rows';
import { statementOf } from './statement';
import { lossOf } from './training';

function stated() {
  // What is said of a penalty is meant for the transform, too.
  const problem = sorption('pi-sc', SMALL);
  const settings = recipeOf(problem, 'pi-ot');
  const statement = statementOf(problem, settings.floor);
  const grid = gridOf(statement, settings);
  const network = networkFor(statement, grid, settings);
  const parameters = A.variable('network', [fnoCount(network)]);
  return { problem, settings, statement, grid, network, parameters };
}

it('has start and given sides whatever the network says, in f64', () => {
  const { problem, settings, statement, grid, network, parameters } = stated();
  const example = new Example(statement, grid, 1, null, null);
  const terms = basisTerms(parameters, statement, example, grid, settings);
  const lift = new Lift(statement, grid, settings, example);
  const found = basisWeights(
    'pi-ot',
    statement,
    settings,
    terms,
    example,
    lift,
    everyPoint(grid, 1),
    A.literal(1, [1]),
  );
  const answer = new Answer(terms, lift, found, statement.equation.terms, false);
  const values = new Map<A.Node, Float64Array>([[parameters, fnoInitial(network, 1).map((v) => 5 * v) as never]]);
  for (const [name, node] of example.parameters) values.set(node, Float64Array.of(problem.parameters[name]));
  const [u, bare] = A.interpret([answer.of({ by: [], follows: false }), heldField(statement, grid, example)], values);
  for (let t = 0; t < 9; t++) expect(u[16 * t]).toBe(1);
  for (let x = 1; x < 16; x++) expect(Math.abs(u[x] - 0.1)).toBeLessThan(2 ** -52);
  expect(Math.hypot(...u.map((v, k) => v - bare[k]))).toBeGreaterThan(0.1);
  // Slopes on the other side are still asked for.
  const asked = conditionsOf(statement, settings);
  expect(asked.map(({ condition }) => [condition.axis, condition.end])).toEqual([['x', 'max']]);
  const [rest] = A.interpret([conditionResidual(asked[0].condition, answer, example, grid)], values);
  const [last, near, far] = [15, 14, 13].map((x) => u[16 * 8 + x]);
  // u + D u_x at the last time, by differences of order two.
  expect(rest.at(-1)).toBeCloseTo(last + 5e-4 * 15 * (1.5 * last - 2 * near + 0.5 * far), 12);
});

it('its gradient is that of differences in f64', () => {
  const { problem, settings, statement, grid, network, parameters } = stated();
  const example = new Example(statement, grid, 1, null, null);
  const [loss] = lossOf('pi-ot', statement, grid, settings, parameters, example, A.literal(0, [])).parts;
  const values = new Map<A.Node, Float64Array>();
  for (const [name, node] of example.parameters) values.set(node, Float64Array.of(problem.parameters[name]));
  const begin = Float64Array.from(fnoInitial(network, 1));
  const [gradient] = A.interpret(A.grad(loss, [parameters]), new Map(values).set(parameters, begin));
  const along = begin.map((__, k) => Math.sin(1.7 * k * k + 1));
  const at = (h: number) => {
    return A.interpret(
      [loss],
      new Map(values).set(
        parameters,
        begin.map((v, k) => v + h * along[k]),
      ),
    )[0][0];
  };
  const slope = gradient.reduce((sum, g, k) => sum + g * along[k], 0);
  // Errors of h^2 / 6 times the third derivative, and those of rounding, 1e-16 over h.
  const size = Math.max(Math.hypot(...gradient), Math.abs(slope));
  expect(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - slope)).toBeLessThan(1e-6 * size);
});

it('is refused where no side of one axis is given, and of other methods', () => {
  expect(piOt.refuses(sorption('pi-ot', SMALL))).toBeNull();
  expect(piOt.refuses(vorticity('pi-ot', {}))).toContain('one axis in space');
  expect(piOt.refuses(darcy('pi-ot', SMALL_DARCY))).toContain('there is no time');
  expect(() => recipeOf(sorption('pi-hc', { ...SMALL, hardSides: true }), 'pi-hc')).toThrow('take method pi-ot');
});
