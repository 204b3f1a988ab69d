import { describe, expect, it } from 'vitest';
import { grad, interpret, sum, variable } from '../array';
import { randomUniform } from '../base/random';
import { type DeepOnet, deepOnet, deepOnetParts } from './deeponet';
import { partCount } from './fno-parts';

const NETWORK: DeepOnet = {
  kind: 'deeponet',
  inputs: 4,
  places: 2,
  sensors: [3, 5],
  width: 6,
  layers: 2,
  functions: 4,
  outputs: 2,
};
const SAMPLES = 2;
const COUNT = deepOnetParts(NETWORK).reduce((count, part) => count + partCount(part), 0);
const parameters = Float64Array.from({ length: COUNT }, (_, k) => randomUniform(1, k) - 0.5);

/** [samples, ny, nx, channels]: two values, and a place that is the same in all samples. */
function fieldsOf([ny, nx]: readonly number[]): Float64Array {
  return Float64Array.from({ length: SAMPLES * ny * nx * 4 }, (_, k) => {
    const [at, channel] = [Math.floor(k / 4) % (ny * nx), k % 4];
    if (channel >= 2) return channel === 2 ? Math.floor(at / nx) / ny : (at % nx) / nx;
    return randomUniform(2, k) - 0.5;
  });
}

const gelu = (x: number): number => {
  // erf by its series, to the last digits below 3.
  const z = x / Math.SQRT2;
  let [term, total] = [z, z];
  for (let n = 1; n < 80; n++) {
    term *= (-z * z) / n;
    total += term / (2 * n + 1);
  }
  return (x / 2) * (1 + (2 / Math.sqrt(Math.PI)) * total);
};

/** By loops: b(u) . t(y) + b0(u), the branch at the sensors alone. */
function byHand(fields: Float64Array, [ny, nx]: readonly number[]): number[] {
  let start = 0;
  const nets = [30, 2].map((inputs, k) => {
    const sizes = [inputs, 6, 6, k === 0 ? 10 : 4];
    const layers = sizes.slice(1).map((outputs, l) => {
      const from = start;
      start += (sizes[l]! + 1) * outputs;
      return (x: number[]): number[] => {
        return Array.from({ length: outputs }, (_, o) => {
          const bias = parameters[from + sizes[l]! * outputs + o]!;
          const value = x.reduce((total, v, i) => total + v * parameters[from + i * outputs + o]!, bias);
          return l < 2 ? gelu(value) : value;
        });
      };
    });
    return (x: number[]): number[] => layers.reduce((value, layer) => layer(value), x);
  });
  const out: number[] = [];
  for (let s = 0; s < SAMPLES; s++) {
    const value = (y: number, x: number, c: number): number => fields[((s * ny + y) * nx + x) * 4 + c]!;
    const seen: number[] = [];
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 5; x++) for (let c = 0; c < 2; c++) seen.push(value((y * ny) / 3, (x * nx) / 5, c));
    }
    const numbers = nets[0]!(seen);
    for (let at = 0; at < ny * nx; at++) {
      const basis = nets[1]!([value(Math.floor(at / nx), at % nx, 2), value(Math.floor(at / nx), at % nx, 3)]).map(
        gelu,
      );
      for (let o = 0; o < 2; o++) {
        out.push(basis.reduce((total, t, k) => total + t * numbers[o * 4 + k]!, numbers[8 + o]!));
      }
    }
  }
  return out;
}

describe('DeepONet', () => {
  it.each([[[3, 5]], [[6, 15]]])('is the branch times the trunk, on %j points', (grid) => {
    const [p, f] = [variable('p', [COUNT]), variable('f', [SAMPLES, ...grid, 4])];
    const fields = fieldsOf(grid);
    const [found] = interpret(
      [deepOnet(p, f, NETWORK)],
      new Map([
        [p, parameters],
        [f, fields],
      ]),
    );
    for (const [k, value] of byHand(fields, grid).entries()) expect(Math.abs(found![k]! - value)).toBeLessThan(1e-12);
  });

  it('has the gradient of its differences', () => {
    const [p, f] = [variable('p', [COUNT]), variable('f', [SAMPLES, 3, 5, 4])];
    const loss = sum(deepOnet(p, f, NETWORK));
    const fields = fieldsOf([3, 5]);
    const direction = Float64Array.from({ length: COUNT }, (_, k) => randomUniform(9, k) - 0.5);
    const at = (step: number): number => {
      const moved = parameters.map((value, k) => value + step * direction[k]!);
      return interpret(
        [loss],
        new Map([
          [p, moved],
          [f, fields],
        ]),
      )[0]![0]!;
    };
    const [gradient] = interpret(
      [grad(loss, [p])[0]!],
      new Map([
        [p, parameters],
        [f, fields],
      ]),
    );
    const wanted = gradient!.reduce((total, g, k) => total + g * direction[k]!, 0);
    // Central differences of step h: h^2 of the third derivative, eps / h of the sum.
    const found = (at(1e-4) - at(-1e-4)) / 2e-4;
    expect(Math.abs(found - wanted)).toBeLessThan(1e-6 * Math.abs(wanted));
  });

  it('refuses grids that do not hold its sensors', () => {
    const [p, f] = [variable('p', [COUNT]), variable('f', [SAMPLES, 4, 5, 4])];
    expect(() => deepOnet(p, f, NETWORK)).toThrow('reads its input at 3 x 5 points');
  });
});
