import fill from '../../shaders/array/random/fill.wgsl?raw';
import normal from '../../shaders/array/random/normal.wgsl?raw';
import uniform from '../../shaders/array/random/uniform.wgsl?raw';
import whole from '../../shaders/array/random/whole.wgsl?raw';
import pcg from '../../shaders/view/random.wgsl?raw';
import { CAPS, checkedInteger } from '../base/caps';
import { randomBits } from '../base/random';
import { foldItems } from '../gpu';
import { literal } from './leaves';
import { makeNode, type Node, type Op } from './node';
import { type Shape, sizeOf } from './shape';
import { reshape } from './views';

/** Which numbers: the same seed, step and shape give the same ones, in TypeScript as on every device. */
export interface RandomOptions {
  /** A 32-bit word. Draws that are to be independent take different seeds. */
  readonly seed: number;
  /** A whole number below 2^24, as a rule a variable that each run of the program counts up. Default 0. */
  readonly step?: Node | number;
}

interface Draw {
  readonly name: string;
  readonly wgsl: string;
  readonly flops: number;
  /** The number for 32 random bits. */
  readonly f64: (bits: number, below: number) => number;
}

const UNIFORM: Draw = { name: 'uniform', wgsl: uniform, flops: 2, f64: (bits) => ((bits >>> 9) + 0.5) / 2 ** 23 };
const NORMAL: Draw = { name: 'normal', wgsl: normal, flops: 60, f64: normalOf };
const WHOLE: Draw = { name: 'whole', wgsl: whole, flops: 1, f64: (bits, below) => bits % below };

/** Uniform in (0, 1), the same bits everywhere: odd multiples of 2^-24. No derivative. One dispatch. */
export function randomUniform(shape: Shape, options: RandomOptions): Node {
  return random(UNIFORM, shape, options, 1);
}

/**
 * Standard normal, up to 5.3 in size, by the inverse of the error function; the same bits underneath everywhere, the
 * values on a device within 2e-6 of their size. No derivative. One dispatch.
 */
export function randomNormal(shape: Shape, options: RandomOptions): Node {
  return random(NORMAL, shape, options, 1);
}

/**
 * Whole numbers from 0 up to, not including, `below` (at most 2^24), each as likely within below / 2^32; the same
 * everywhere. Indices for gather. No derivative. One dispatch.
 */
export function randomWhole(shape: Shape, below: number, options: RandomOptions): Node {
  return random(WHOLE, shape, options, checkedInteger('below', below, 1, 2 ** 24));
}

function random({ name, wgsl, flops, f64 }: Draw, shape: Shape, { seed, step = 0 }: RandomOptions, below: number) {
  checkedInteger('seed', seed, 0, CAPS.seed);
  const at = reshape(typeof step === 'number' ? literal(step) : step, [1]);
  const items = sizeOf(shape);
  const op: Op = {
    name: `random ${name}`,
    key: `random ${name} ${seed} ${below}`,
    form: {
      kind: 'stages',
      lower: ({ inputOffset, outputOffset }) => {
        const sizes = Uint32Array.from([items, seed, below, inputOffset(0), outputOffset]);
        const kernel = {
          name: `random/${name}`,
          wgsl: pcg + fill + wgsl,
          workgroup: [64, 1, 1],
          cost: { flops, bytes: 4 },
        } as const;
        const operands = {
          step: { kind: 'input', index: 0 },
          dst: { kind: 'output' },
          sizes: { kind: 'table', data: sizes },
        } as const;
        return { stages: [{ kernel, operands, extent: foldItems(items, 64) }], scratch: [] };
      },
    },
    evaluate: ([[counter]]) => {
      const stream = randomBits(seed, Math.max(0, Math.floor(counter)));
      return Float64Array.from({ length: items }, (_, k) => f64(randomBits(stream, k), below));
    },
  };
  return makeNode(op, [at], shape);
}

/** By power of w - 5/2 and of sqrt(w) - 3, highest first: see shaders/array/random/normal.wgsl. */
const CENTRE = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
];
const TAIL = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
];

function normalOf(bits: number): number {
  const x = (2 * (bits >>> 9) + 1) / 2 ** 23 - 1;
  const w = -Math.log((1 - x) * (1 + x));
  const [coefficients, t] = w < 5 ? [CENTRE, w - 2.5] : [TAIL, Math.sqrt(w) - 3];
  return Math.SQRT2 * x * coefficients.reduce((sum, c) => c + sum * t, 0);
}
