import { describe, expect, test } from 'vitest';
import { applySettings, presetById, resolve } from '../../scenes';
import { constant, interpret, mul, variable } from '../../solvers/array';
import { randomNormal } from '../../solvers/base/random';
import type { Gpu } from '../../solvers/gpu';
import { deepSettingsOf } from '../../solvers/methods/deeponet';
import { Batch } from '../../solvers/methods/fno/batch';
import { answer, gridOf, networkOf } from '../../solvers/methods/fno/network';
import { operatorInitial } from '../../solvers/methods/fno/operator';
import { ownScaling, type Scaling } from '../../solvers/methods/fno/scaling';
import { settingsOf } from '../../solvers/methods/fno/settings';
import { taskOf } from '../../solvers/methods/fno/task-of';
import { weightsOf } from '../../solvers/methods/fno/weights';
import { readOnnx, runOnnx } from './model.testing';
import { type ModelMethod, operatorModel } from './operator';

const EPS = 2 ** -24;
const SMALL = {
  fno: { width: 4, layers: 2, modes: 3, projection: 5 },
  deeponet: { width: 6, layers: 2, projection: 5 },
};

function problemOf(id: string, n: number, recipe: object, method: ModelMethod = 'fno') {
  const { scene } = presetById(id);
  const own = { ...scene.recipes?.[method], ...SMALL[method], ...recipe };
  return resolve(applySettings(scene, [`grid.n=${n}`, `recipes.${method}=${JSON.stringify(own)}`])).problem;
}

/** Weights as drawn, made larger so that the answer is no number near 0, with units that matter. */
function taught(id: string, n: number, recipe: object, method: ModelMethod = 'fno') {
  const problem = problemOf(id, n, recipe, method);
  const settings = method === 'fno' ? settingsOf(problem) : deepSettingsOf(problem);
  const task = taskOf({} as Gpu, problem, settings);
  const network = networkOf(task, settings);
  const parameters = operatorInitial(network, 5).map((value, k) => value + 0.1 * randomNormal(7, k));
  const scaling: Scaling = {
    means: Float64Array.from(task.inputs, (_, k) => 0.5 + k),
    spreads: Float64Array.from(task.inputs, (_, k) => 1.5 + k),
    sizes: Float64Array.from(task.outputs, (_, k) => 0.75 + k),
  };
  return { problem, settings, task, network, parameters, scaling, weights: weightsOf(network, parameters, scaling) };
}

/** A model and how far its answer is from that of the method in f64, beside how far another input takes that. */
function both(id: string, n: number, recipe: object, method: ModelMethod = 'fno') {
  const { problem, settings, task, network, parameters, scaling, weights } = taught(id, n, recipe, method);
  const { bytes, input, output } = operatorModel(method, problem, weights);
  const size = input.reduce((product, extent) => product * extent, 1);
  const data = Float32Array.from({ length: size }, (_, k) => 0.5 + randomNormal(11, k));
  const given = { shape: task.points, count: task.inputs.length, data };
  const model = readOnnx(bytes);
  const found = runOnnx(model, { input: data }).output!;

  const grid = gridOf(task, task.points, settings);
  const own = ownScaling(task, scaling, given);
  const fieldsOf = (one: typeof given): Float32Array => {
    const batch = new Batch(task, grid, 1);
    batch.ask(0, own, one);
    return batch.fields;
  };
  const padded = task.points.map((count, axis) => count + grid.padding[axis]!);
  const fields = variable('fields', [1, ...padded, task.inputs.length + grid.places.length]);
  const value = mul(answer(constant(parameters), fields, network, grid, task), constant(own.sizes));
  const [truth] = interpret([value], new Map([[fields, fieldsOf(given)]]));
  const [other] = interpret([value], new Map([[fields, fieldsOf({ ...given, data: data.toReversed() })]]));
  const change = Math.max(...truth!.map((one, k) => Math.abs(one - other![k]!)));
  if (task.frames > 1) for (const [k] of truth!.entries()) truth![k]! += own.means[k % task.outputs.length]!;
  expect(found.shape).toEqual(value.shape);
  expect(output).toEqual(value.shape);
  const error = Math.max(...truth!.map((one, k) => Math.abs(one - found.data[k]!)));
  return { error: error / change, model };
}

describe('an operator as a model answers as the method does', () => {
  test.each<[string, string, number, object]>([
    ['between sides, continued by zeros', 'darcy', 11, { padding: 0.25 }],
    ['periodic, with a parameter', 'burgers-operator', 15, {}],
    ['between mirrors, in its own unit', 'heat', 6, {}],
    ['frames', 'ns-vorticity-forced', 9, {}],
    [
      'blocks of neuraloperator',
      'darcy',
      9,
      {
        blocks: 'neuraloperator',
        lift: 6,
        mixing: 3,
        skip: 'linear',
        past: 'soft-gating',
        norm: 'instance',
        padding: 0.2,
      },
    ],
    ['tensorised', 'darcy', 9, { variant: 'tucker', rank: 0.2 }],
    ['factorised', 'darcy', 9, { variant: 'factorised', mixing: 6 }],
    ['U-shaped', 'darcy', 16, { variant: 'u-shaped', padding: 0, modes: 2, layers: 3 }],
  ])('%s', (_, id, n, recipe) => {
    const { error } = both(id, n, recipe);
    // Tables and constants are rounded to f32 some ten times a layer, half an EPS on the average; two or three layers.
    expect(error).toBeLessThan(15 * EPS);
    expect(error).toBeGreaterThan(0);
  });

  test('branch and trunk', () => {
    expect(both('burgers-operator', 15, {}, 'deeponet').error).toBeLessThan(15 * EPS);
  });

  test('fields that are carried along', () => {
    // As above; places on a grid of 256 points are rounded to 2^-24 of 65,536, and fields change by their size on one.
    expect(both('ns-vorticity-decaying', 8, {}).error).toBeLessThan(1e-3);
  });
});

test('the file tells what goes in and comes out', () => {
  const { model } = both('burgers-operator', 15, {});
  expect(model.inputs).toEqual({ input: [1, 15, 2] });
  expect(model.outputs).toEqual({ output: [1, 15, 1] });
  expect(JSON.parse(model.metadata.inputs!)).toEqual(['u0', 'nu']);
  expect(JSON.parse(model.metadata.axes!)).toEqual([{ name: 'x', points: 15, first: 0, last: 14 / 15 }]);
});

test('weights of another network are refused by name', () => {
  const { weights } = taught('darcy', 11, {});
  expect(() => operatorModel('fno', problemOf('darcy', 11, { width: 5 }), weights)).toThrow(
    /weights: dense\.0\.weight has shape/,
  );
  expect(() => operatorModel('fno', resolve(presetById('poisson').scene).problem, weights)).toThrow('method fno needs');
});
