import { expect } from 'vitest';
import { type KernelOutput, runKernel } from '../../../tests/kernel';
import type { Gpu, Kernel } from '../../gpu';
import { isUniform } from '../../grid';
import { interleave } from '../../linear/poisson/poisson';
import type { Field, World } from './flow.oracle';
import type { Variant } from './kernels';
import { axisTable, SIDE_CODE } from './layout';
import type { Bodies } from './obstacles';
import type { Setup } from './problems.testing';

/** Half a unit in the last place of f32 at 1: the relative error of one rounding. */
export const EPS = 2 ** -24;
/** Lattice of the test velocities and pressures. */
export const QUANTUM = 2 ** -20;

/** The setup as the device sees it: obstacles rounded to f32, so that only the kernel's own rounding is left. */
export function worldOf({ grid, bodies }: Setup): World {
  if (!bodies) return { grid, bodies };
  const rounded = (data: Float64Array) => Float64Array.from(Float32Array.from(data));
  const { wallU, wallV, openWest, openSouth, weight } = bodies;
  const parts = { wallU, wallV, openWest, openSouth, weight };
  const f32 = Object.fromEntries(Object.entries(parts).map(([name, data]) => [name, rounded(data)]));
  return { grid, bodies: { ...bodies, ...(f32 as Pick<Bodies, keyof typeof parts>) } };
}

/** Both parts of a padded device velocity (u, v, ulo, vlo), summed in f64. */
export function fieldOf(velocity: Float32Array): Field {
  const count = velocity.length / 4;
  const pick = (c: number) =>
    Float64Array.from({ length: count }, (_, k) => velocity[4 * k + c] + velocity[4 * k + 2 + c]);
  return { u: pick(0), v: pick(1) };
}

/** Both parts of a padded device pressure (p, plo), summed in f64. */
export function pressureOf(pressure: Float32Array): Float64Array {
  return Float64Array.from({ length: pressure.length / 2 }, (_, k) => pressure[2 * k] + pressure[2 * k + 1]);
}

interface Run {
  readonly numbers?: Readonly<Record<string, number>>;
  readonly fraction?: number;
  /** Of the display kernel: which field. */
  readonly choice?: number;
  readonly arrays: Readonly<Record<string, Float32Array>>;
  readonly extent: readonly [number, number?];
}

/** The variant of the kernels that the solver takes for a setup. */
export function variantOf({ grid, bodies }: Setup): Variant {
  return { obstacles: bodies !== null, uniform: isUniform(grid.x) && isUniform(grid.y) };
}

/** Runs a flow kernel on a setup; the arrays that many kernels share are added where its source declares them. */
export function runFlow(gpu: Gpu, kernel: Kernel, { grid, bodies }: Setup, run: Run): Promise<KernelOutput> {
  const { nx, ny, x, y, sides } = grid;
  const codes = Object.fromEntries(Object.entries(sides).map(([side, kind]) => [side, SIDE_CODE[kind]]));
  const none = new Float32Array(4);
  const shared: Record<string, Float32Array> = {
    axisX: axisTable(x, sides.west, sides.east),
    axisY: axisTable(y, sides.south, sides.north),
    wall: bodies ? interleave([bodies.wallU, bodies.wallV]) : none,
    open: bodies ? interleave([bodies.openWest, bodies.openSouth]) : none,
    weight: bodies ? new Float32Array(bodies.weight) : none,
  };
  const declared = (name: string) => new RegExp(`\\bvar<storage[^>]*>\\s+${name}\\b`).test(kernel.wgsl);
  const common = Object.entries(shared).filter(([name]) => declared(name));
  const spacing = (width: number) => [width, 1 / width, width, 1 / width];
  const cells = { spacingX: spacing(x.widths[0]), spacingY: spacing(y.widths[0]) };
  const flow = { nx, ny, ...codes, ...cells, quantum: QUANTUM, pressureQuantum: QUANTUM, ...run.numbers };
  return runKernel(gpu, kernel, {
    uniforms: {
      flow,
      ...(run.fraction === undefined ? {} : { stage: { fraction: run.fraction } }),
      ...(run.choice === undefined ? {} : { choice: { field: run.choice } }),
    },
    arrays: { ...Object.fromEntries(common), ...run.arrays },
    extent: run.extent,
  });
}

/** Asserts |got - want| <= tolerance everywhere, naming the worst place. */
export function expectClose(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance: (k: number) => number,
  what: string,
): void {
  expect(got.length, what).toBe(want.length);
  let worst = { share: 0, text: '' };
  for (let k = 0; k < want.length; k++) {
    const share = Math.abs(got[k] - want[k]) / tolerance(k);
    if (!(share <= worst.share))
      worst = { share, text: `${what}[${k}] = ${got[k]}, not ${want[k]} +- ${tolerance(k)}` };
    if (Number.isNaN(share)) break;
  }
  expect(worst.share, worst.text).toBeLessThanOrEqual(1);
}
