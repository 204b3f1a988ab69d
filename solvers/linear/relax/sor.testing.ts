import { randomNormal, randomUniform } from '../../base/random';
import type { OmegaChooser } from './chooser';

/** Unknowns along a side of the paper's test. */
const SIDE = 10;
const UNKNOWNS = SIDE * SIDE;
const WIDTH = SIDE + 2;

/** A system (A + shift I) x = rhs, A the five-point Laplacian with 4 on its diagonal; points of zeros all around. */
export interface ShiftedSystem {
  readonly shift: number;
  readonly rhs: Float64Array;
}

/** How widely the shifts -0.15 + 0.6 Beta(a, b) spread. */
export type Variance = 'low' | 'high';

/** System number `k`: right-hand sides are normal, those longer than sqrt(unknowns) refused. */
export function shiftedSystem(variance: Variance, seed: number, k: number): ShiftedSystem {
  const stream = seed * 1_000_003 + k;
  const beta = variance === 'low' ? betaOfIntegers(stream, 2, 6) : arcBeta(stream);
  for (let attempt = 1; ; attempt++) {
    const rhs = new Float64Array(WIDTH * WIDTH);
    let square = 0;
    for (let n = 0; n < UNKNOWNS; n++) {
      const value = randomNormal(stream, 100 + attempt * UNKNOWNS + n);
      square += value * value;
      rhs[(1 + Math.floor(n / SIDE)) * WIDTH + 1 + (n % SIDE)] = value;
    }
    if (square <= UNKNOWNS) return { shift: -0.15 + 0.6 * beta, rhs };
  }
}

/** Beta(a, b) of whole a and b: the a-th smallest of a + b - 1 uniform numbers. */
function betaOfIntegers(stream: number, a: number, b: number): number {
  const draws = Array.from({ length: a + b - 1 }, (_, k) => randomUniform(stream, k));
  return draws.sort((one, other) => one - other)[a - 1];
}

/** Beta(1/2, 3/2): X / (X + Y) of gamma variables, half a squared normal and the same plus an exponential one. */
function arcBeta(stream: number): number {
  const first = randomNormal(stream, 10) ** 2 / 2;
  const second = randomNormal(stream, 11) ** 2 / 2 - Math.log(randomUniform(stream, 1));
  return first / (first + second);
}

/** Sweeps of successive over-relaxation from 0 until the residual is 1e-8 of the first, at most 10,000. */
function sorIterations({ shift, rhs }: ShiftedSystem, omega: number): number {
  const x = new Float64Array(WIDTH * WIDTH);
  const diagonal = 4 + shift;
  const goal = 1e-16 * residualSquare(x, rhs, diagonal);
  for (let sweep = 1; sweep < 10_000; sweep++) {
    for (let j = 1; j <= SIDE; j++) {
      for (let at = j * WIDTH + 1; at <= j * WIDTH + SIDE; at++) {
        const near = x[at - 1] + x[at + 1] + x[at - WIDTH] + x[at + WIDTH];
        x[at] += omega * ((rhs[at] + near) / diagonal - x[at]);
      }
    }
    if (residualSquare(x, rhs, diagonal) < goal) return sweep;
  }
  return 10_000;
}

function residualSquare(x: Float64Array, rhs: Float64Array, diagonal: number): number {
  let sum = 0;
  for (let j = 1; j <= SIDE; j++) {
    for (let at = j * WIDTH + 1; at <= j * WIDTH + SIDE; at++) {
      sum += (rhs[at] + x[at - 1] + x[at + 1] + x[at - WIDTH] + x[at + WIDTH] - diagonal * x[at]) ** 2;
    }
  }
  return sum;
}

/** Mean iterations over all systems and over the last fifth of them. */
export interface Means {
  readonly all: number;
  readonly lastFifth: number;
}

/** Solves `count` systems with the relaxations that the chooser chooses, told each system's shift. */
export function solveSequence(chooser: OmegaChooser, variance: Variance, seed: number, count: number): Means {
  const iterations = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const system = shiftedSystem(variance, seed, k);
    iterations[k] = sorIterations(system, chooser.choose(system.shift));
    chooser.learn(iterations[k]);
  }
  const mean = (part: Float64Array) => part.reduce((sum, one) => sum + one, 0) / part.length;
  return { all: mean(iterations), lastFifth: mean(iterations.subarray(0.8 * count)) };
}

/** Mean iterations with one relaxation for all systems. */
export function meanFixed(omega: number, variance: Variance, seed: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += sorIterations(shiftedSystem(variance, seed, k), omega);
  return sum / count;
}
