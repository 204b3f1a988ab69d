import { expect } from 'vitest';
import * as A from '../array';
import { sizeOf } from '../array/shape';

/** Values of about normal size that f32 holds exactly, another set for each seed. */
export function numbers(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) =>
    Math.fround(1.3 * Math.sin(12.9898 * (k + 1) + 78.233 * (seed + 1))),
  );
}

export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}

/** The norm of the difference over that of `truth`. */
export function relative(got: ArrayLike<number>, truth: ArrayLike<number>): number {
  expect(got.length).toBe(truth.length);
  const square = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v * v, 0);
  return Math.sqrt(square(Array.from(truth, (v, k) => got[k] - v)) / square(truth));
}

/** A square matrix [members, n, n] of raw values made regular: 2 on the diagonal, the rest below 1 in norm. */
export function regular(raw: A.Node): A.Node {
  const n = raw.shape.at(-1)!;
  const twos = A.constant(
    Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 2 : 0)),
    [n, n],
  );
  return A.add(A.mul(0.6 / n, raw), twos);
}

/** The same, symmetric: positive definite. */
export function definite(raw: A.Node): A.Node {
  return A.mul(0.5, A.add(regular(raw), A.transpose(regular(raw))));
}

/** M v for matrices [members, n, n] and vectors [members, n]. */
export function times(matrix: A.Node, v: A.Node): A.Node {
  return A.reshape(A.matmul(matrix, A.reshape(v, [...v.shape, 1])), [...v.shape.slice(0, -1), matrix.shape.at(-2)!]);
}

/**
 * Checks in f64 that implicit = unrolled for the gradient of a weighted sum of a value, by every input, that central
 * differences along a direction agree, and forward mode of both, to `tolerance` relative to the largest number.
 */
export function expectThreeWays(
  solve: (inputs: readonly A.Node[], adjoint: 'implicit' | 'unrolled') => A.Node,
  shapes: readonly A.Shape[],
  tolerance = 1e-6,
): void {
  const inputs = shapes.map((shape, k) => A.variable(`x${k}`, shape));
  const at = new Map(inputs.map((x, k) => [x, numbers(sizeOf(x.shape), k)]));
  const along = shapes.map((shape, k) => A.constant(numbers(sizeOf(shape), 40 + k), shape));
  const values = (['implicit', 'unrolled'] as const).map((adjoint) => solve(inputs, adjoint));
  const weights = A.constant(numbers(sizeOf(values[0].shape), 90), values[0].shape);
  const losses = values.map((value) => A.sum(A.mul(weights, A.add(value, A.mul(0.3, A.square(value))))));
  const gradients = losses.flatMap((loss) => A.grad(loss, inputs));
  const slopes = losses.map((loss) => A.jvp([loss], inputs, along)[0]);
  const found = A.interpret([...losses, ...gradients, ...slopes], at);
  const [implicitGradients, unrolledGradients] = [0, 1].map((way) =>
    found.slice(2 + way * inputs.length, 2 + (way + 1) * inputs.length),
  );
  const scale = Math.max(1, ...implicitGradients.map(largest));
  const near = (got: number, expected: number, what: string) =>
    expect(Math.abs(got - expected), what).toBeLessThan(tolerance * scale);
  near(found[0][0], found[1][0], 'values');
  implicitGradients.forEach((gradient, k) => {
    gradient.forEach((g, i) => {
      near(unrolledGradients[k][i], g, `unrolled gradient by ${k}, ${i}`);
    });
    const [h, direction] = [1e-5, numbers(gradient.length, 40 + k)];
    const moved = (step: number): number => {
      const there = at.get(inputs[k])!.map((v, i) => v + step * direction[i]);
      return A.interpret([losses[0]], new Map(at).set(inputs[k], there))[0][0];
    };
    // Errors of h^2/6 times the third derivative, and 1e-15/h.
    const expected = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
    near((moved(h) - moved(-h)) / (2 * h), expected, `difference by ${k}`);
  });
  const slope = implicitGradients.reduce((sum, gradient, k) => {
    const direction = numbers(gradient.length, 40 + k);
    return sum + gradient.reduce((part, g, i) => part + g * direction[i], 0);
  }, 0);
  for (const [value] of found.slice(-2)) {
    expect(Math.abs(value - slope)).toBeLessThan(tolerance * Math.max(scale, Math.abs(slope)));
  }
}

/** Five small problems for {@link valley}: sound, singular, without numbers, too far away, sound. */
export const VALLEYS = {
  rows: [
    [1, 0.5, 0.7, 1],
    [0, 0.5, 0.7, 1],
    [1, Number.NaN, 0.7, 1],
    [30, 6, 3, 1],
    [1, 0.25, -0.4, 1],
  ],
  start: [0, 0, 0, 0, 0, 0, -4, 6, 0, 0],
};

/** Rosenbrock's valley with data [scale, bend, shift, size] of each member and two weights that all share. */
export function valley(x: A.Node, [weights, data]: readonly A.Node[]): A.Node {
  const [a, b] = [0, 1].map((k) => A.slice(x, 1, k, k + 1));
  const [scale, bend, shift, size] = [0, 1, 2, 3].map((k) => A.slice(data, 1, k, k + 1));
  const [first, second] = [0, 1].map((k) => A.slice(weights, 0, k, k + 1));
  const across = A.mul(scale, A.sub(b, A.mul(bend, A.square(a))));
  return A.concat([A.mul(first, A.sub(A.mul(size, a), shift)), across, A.mul(second, A.sub(A.mul(size, a), 0.5))], 1);
}
