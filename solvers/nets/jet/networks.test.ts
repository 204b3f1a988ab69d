import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import * as A from '../../array';
import type { Channel } from '../../array/jets/channels';
import type { Gpu } from '../../gpu';
import { modifiedPerceptron, pirateNet } from './gates';
import { gaussians } from './gaussians';
import { jetOf } from './inputs';
import type { Inputs, JetNetwork } from './jet-network';
import {
  arraysOf,
  gaussiansOracle,
  modifiedOracle,
  type NetworkOracle,
  perceptronOracle,
  pirateOracle,
  sirenOracle,
} from './networks.oracle';
import { perceptron, siren } from './perceptron';

/** All derivatives of two coordinates to the third order. */
const THIRD: Channel[] = [0, 1, 2, 3].flatMap((order) => Array.from({ length: order + 1 }, (_, k) => [order - k, k]));
const SECOND = THIRD.slice(0, 6);
const RATES = [1.5, 0.5];
const POINTS = 13;
const SIZE = { inputs: 2, outputs: 2, layers: 2, width: 5 };

const CASES: readonly [string, JetNetwork, NetworkOracle][] = [
  ['perceptron', perceptron({ ...SIZE, firstScale: 2 }), perceptronOracle(2)],
  ['perceptron, weights factorised', perceptron({ ...SIZE, factorised: true }), perceptronOracle(2, true)],
  ['modified perceptron', modifiedPerceptron(SIZE), modifiedOracle(2)],
  ['PirateNet', pirateNet(SIZE), pirateOracle(2)],
  ['SIREN', siren({ ...SIZE, omega: 3 }), sirenOracle(2, 3)],
  ['Gaussians', gaussians({ ...SIZE, gaussians: 7, deviation: 0.6, features: 3 }), gaussiansOracle(2, 7, 3)],
];

/** First values, with the shares of residual blocks away from zero so that all paths count. */
function parametersOf(network: JetNetwork): Float64Array {
  const values = network.initial(3);
  for (const { name, start } of network.stretches) if (name.endsWith('.share')) values[start] = 0.3;
  return values.map(Math.fround);
}

const places = Float64Array.from({ length: 2 * POINTS }, (_, k) => Math.fround(Math.sin(12.9898 * (k + 1))));

/** A network's fields in one array [outputs, channels, P]. */
function build(network: JetNetwork, channels: Channel[], asJet = false): { p: A.Node; out: A.Node; loss: A.Node } {
  const p = A.variable('parameters', [network.count]);
  const points = A.constant(places, [POINTS, 2]);
  const inputs: Inputs = { channels, points, rates: RATES };
  const fields = network.fields(p, asJet ? jetOf(inputs) : inputs);
  const out = A.concat(fields.flat());
  const weights = A.constant(Float64Array.from({ length: out.shape[0] }, (_, k) => Math.cos(3.7 * k)));
  return { p, out, loss: A.sum(A.mul(weights, A.add(out, A.square(out)))) };
}

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

describe.each(CASES)('%s', (name, network, oracle) => {
  const parameters = parametersOf(network);

  it('has the values and derivatives of Taylor arithmetic along lines', () => {
    const { p, out } = build(network, THIRD);
    const [values] = A.interpret([out], new Map([[p, parameters]]));
    const scale = largest(values);
    const arrays = arraysOf(network, parameters);
    // Four directions tell the four derivatives of the third order apart.
    for (const direction of [
      [1, 0],
      [0, 1],
      [1, 1],
      [1, -2],
    ]) {
      for (let k = 0; k < POINTS; k++) {
        const inputs = RATES.map((rate, axis) => [places[2 * k + axis], rate * direction[axis], 0, 0]);
        for (const [j, series] of oracle(arrays, inputs).entries()) {
          const sums = [0, 0, 0, 0];
          for (const [c, [a, b]] of THIRD.entries()) {
            const share = (direction[0] ** a * direction[1] ** b) / (factorial(a) * factorial(b));
            sums[a + b] += share * values[(j * THIRD.length + c) * POINTS + k];
          }
          // f64 both: some 1e3 roundings.
          for (const order of [0, 1, 2, 3]) {
            expect(Math.abs(sums[order] - series[order]), `order ${order}`).toBeLessThan(1e-12 * scale);
          }
        }
      }
    }
  });

  it('is the same of features with derivatives as of coordinates', () => {
    const [one, other] = [build(network, SECOND), build(network, SECOND, true)];
    const [a] = A.interpret([one.out], new Map([[one.p, parameters]]));
    const [b] = A.interpret([other.out], new Map([[other.p, parameters]]));
    for (const [k, value] of a.entries()) expect(Math.abs(value - b[k])).toBeLessThan(1e-12 * largest(a));
  });

  it('has the gradient of its parameters, by differences', () => {
    const { p, loss } = build(network, SECOND);
    const direction = parameters.map((_, k) => Math.cos(1 + 5 * k));
    const at = (h: number): number =>
      A.interpret([loss], new Map([[p, parameters.map((value, k) => value + h * direction[k])]]))[0][0];
    const [gradient] = A.interpret(A.grad(loss, [p]), new Map([[p, parameters]]));
    const slope = gradient.reduce((sum, value, k) => sum + value * direction[k], 0);
    // Fourth-order differences: h^4 / 30 of the fifth derivative, which is up to 1e5 times the value (sines of sines of
    // three times the sum): 1e-11; rounding 1e-16 / h.
    const h = 3e-4;
    const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    expect(Math.abs(difference - slope)).toBeLessThan(1e-7 * Math.max(Math.abs(slope), largest(gradient)));
    expect(Math.abs(slope), name).toBeGreaterThan(0);
  });
});

describe('PirateNet at its start', () => {
  it('is linear in its features', () => {
    const network = pirateNet(SIZE);
    const { p, out } = build(network, SECOND);
    const [values] = A.interpret([out], new Map([[p, network.initial(1)]]));
    for (let j = 0; j < 2; j++) {
      for (let c = 3; c < 6; c++) {
        const at = (j * 6 + c) * POINTS;
        expect(largest(values.subarray(at, at + POINTS))).toBe(0);
      }
    }
  });
});

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  // The others are chains of jets' own kernels, which have tests of their own.
  it.each(CASES.filter(([name]) => ['modified perceptron', 'PirateNet', 'Gaussians'].includes(name)))(
    '%s: values and gradient',
    async (_, network) => {
      const channels = SECOND.slice(0, 4);
      const parameters = parametersOf(network);
      const { p, out, loss } = build(network, channels);
      const gradient = A.grad(loss, [p])[0];
      const compiled = await A.compileProgram(gpu, 'network', { outputs: { out, gradient } });
      compiled.write(p, parameters);
      gpu.run(compiled.program);
      const truth = A.interpret([out, gradient], new Map([[p, parameters]]));
      for (const [k, key] of ['out', 'gradient'].entries()) {
        const got = await compiled.read(key);
        // Some 100 roundings of 6e-8 through three layers, whose slopes are up to 3.
        for (const [i, value] of truth[k].entries()) {
          expect(Math.abs(got[i] - value), `${key} ${i}`).toBeLessThan(2e-5 * largest(truth[k]));
        }
      }
      compiled.release();
    },
  );
});
