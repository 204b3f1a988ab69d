import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileProgram, constant, grad, interpret, meanSquare, type Node, sub, variable } from '../../array';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { carried } from './carry';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

const POINTS = [6, 10];

/** Waves of two samples and two unknowns at places of the unit square, [samples, y, x, unknowns]. */
function waves(place: (sample: number, y: number, x: number) => readonly [number, number]): Float64Array {
  const data: number[] = [];
  for (const sample of [0, 1]) {
    for (let y = 0; y < POINTS[0]; y++) {
      for (let x = 0; x < POINTS[1]; x++) {
        const [at, along] = place(sample, y / POINTS[0], x / POINTS[1]);
        const [cy, cx] = [2 * Math.PI * at, 2 * Math.PI * along];
        data.push((sample + 1) * Math.sin(2 * cy + cx) + 0.3, Math.cos(3 * cx) * Math.cos(cy) - sample);
      }
    }
  }
  return Float64Array.from(data);
}

/** Shifts in sixteenths of the axes, beyond the sides and of either sign; and by what the blur is not the identity. */
const shift = (sample: number, y: number, x: number): [number, number] => [
  7 * Math.sin(2 * Math.PI * (x + sample / 3)) - 0.3,
  11.63 * Math.cos(2 * Math.PI * (y + x)) + sample,
];
const blur = (y: number, x: number): number[] => [2 * x, -3, 5 * y, 1 - x];
const shiftsAt = Float64Array.from(
  [0, 1].flatMap((sample) => {
    return Array.from({ length: 60 }, (_, at) => {
      const [y, x] = [Math.floor(at / 10) / 6, (at % 10) / 10];
      return [...shift(sample, y, x), ...blur(y, x)];
    }).flat();
  }),
);
const fields = constant(
  waves((_, y, x) => [y, x]),
  [2, ...POINTS, 2],
);
const shifts = variable('shifts', [2, ...POINTS, 6]);

test('each point gets the mean of the values that stand so far from it', () => {
  const [found] = interpret([carried(fields, shifts)], new Map([[shifts, shiftsAt]]));
  const wanted = new Float64Array(found.length);
  for (const s of [1, -1]) {
    for (const t of [1, -1]) {
      const part = waves((sample, y, x) => {
        const [dy, dx] = shift(sample, y, x);
        const [yy, yx, xy, xx] = blur(y, x);
        return [y + dy / 16 + ((1 + yy) * s + yx * t) / 256, x + dx / 16 + (xy * s + (1 + xx) * t) / 256];
      });
      for (const [at, value] of part.entries()) wanted[at] += value / 4;
    }
  }
  // Cubics between 384 and 640 points: 3/128 (2 pi k / n)^4 of waves up to k = 2 and k = 3, twice as large at most.
  const bound = 2 * (3 / 128) * (((4 * Math.PI) / 384) ** 4 + ((6 * Math.PI) / 640) ** 4);
  for (const [at, value] of found.entries()) expect(Math.abs(value - wanted[at])).toBeLessThan(bound);
});

test('what a shift changes is the slope there', () => {
  const loss = (node: Node) => meanSquare(sub(carried(fields, node), 0.5));
  const [slope] = interpret(grad(loss(shifts), [shifts]), new Map([[shifts, shiftsAt]]));
  const direction = shiftsAt.map((_, k) => Math.sin(7 * k + 1));
  const step = 1e-5;
  const at = (sign: number) => {
    const moved = shiftsAt.map((value, k) => value + sign * step * direction[k]);
    return interpret([loss(shifts)], new Map([[shifts, moved]]))[0][0];
  };
  const difference = (at(1) - at(-1)) / (2 * step);
  const own = slope.reduce((sum, value, k) => sum + value * direction[k], 0);
  // Rounding of f64 over the step; cubics have a corner at a place of the grid, which no shift here is near.
  expect(Math.abs(own - difference)).toBeLessThan(1e-8 * (1 + Math.abs(difference)));
});

test('the device gives the same', async () => {
  const value = carried(fields, shifts);
  const program = await compileProgram(gpu, 'carried', { outputs: { value } });
  program.write(shifts, shiftsAt);
  gpu.run(program.program, 0, program.program.length);
  const [wanted] = interpret([value], new Map([[shifts, shiftsAt]]));
  const found = await program.read('value');
  // A place is up to 480 cells away, in f32: 480 eps of a cell, 1/640 of the period of waves up to k = 3; and the sums.
  const eps = 2 ** -24;
  const bound = 3 * (480 * eps * ((6 * Math.PI) / 640) + 32 * eps);
  for (const [at, one] of wanted.entries()) expect(Math.abs(found[at] - one)).toBeLessThan(bound);
  program.release();
});
