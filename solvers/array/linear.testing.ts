import { expect } from 'vitest';
import * as A from '.';
import type { Node } from './node';
import { sizeOf } from './shape';

/** Values in [-1, 1] that f32 holds exactly. */
export function numbers(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => Math.fround(Math.sin(12.9898 * (k + 1) + 78.233 * seed)));
}

/** A constant of such values. */
export function filled(shape: readonly number[], seed: number): Node {
  return A.constant(numbers(sizeOf(shape), seed), shape);
}

function largestOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The largest difference over the largest of `truth`. */
export function errorOf(got: ArrayLike<number>, truth: ArrayLike<number>): number {
  expect(got.length).toBe(truth.length);
  return largestOf(Array.from(truth, (value, k) => got[k] - value)) / largestOf(truth);
}

/**
 * Checks both derivatives of `f` at constants, in f64: forward mode against central differences, and
 * <f'(x) d, w> = <d, f'(x)^T w> for every input. `f` is at most quadratic in every input, so that central differences
 * are exact but for rounding.
 */
export function expectDerivatives(f: (...inputs: Node[]) => Node, shapes: readonly (readonly number[])[]): void {
  const inputs = shapes.map((shape, k) => A.variable(`x${k}`, shape));
  const at = inputs.map(({ shape }, k) => numbers(sizeOf(shape), k));
  const value = f(...inputs);
  const weights = filled(value.shape, 50);
  const scalar = A.dot(value, weights);
  inputs.forEach((input, k) => {
    const direction = numbers(sizeOf(input.shape), 20 + k);
    const given = (step: number) =>
      new Map(inputs.map((x, own) => [x, own === k ? at[own].map((v, i) => v + step * direction[i]) : at[own]]));
    const along = A.constant(direction, input.shape);
    const programs = [A.jvp([scalar], [input], [along])[0], A.dot(A.grad(scalar, [input])[0], along)];
    const [forward, reverse] = A.interpret(programs, given(0)).map(([v]) => v);
    const [ahead, behind] = [0.5, -0.5].map((step) => A.interpret([scalar], given(step))[0][0]);
    const scale = 1 + Math.abs(ahead) + Math.abs(behind);
    // Sums of up to 1e4 terms of order 1 in f64, which differ in order only.
    expect(Math.abs(forward - (ahead - behind))).toBeLessThan(1e-11 * scale);
    expect(Math.abs(reverse - forward)).toBeLessThan(1e-11 * scale);
  });
}
