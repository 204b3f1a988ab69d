import { expect } from 'vitest';
import type { Gpu } from '../gpu';
import * as A from '.';
import { sizeOf } from './shape';

/** Values of about normal size that f32 holds exactly, another set for each seed. */
export function numbers(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) =>
    Math.fround(1.3 * Math.sin(12.9898 * (k + 1) + 78.233 * (seed + 1))),
  );
}

function largest(...all: readonly ArrayLike<number>[]): number {
  return all.reduce((m, values) => Array.from(values).reduce((n, v) => Math.max(n, Math.abs(v)), m), 0);
}

function expectNear(got: ArrayLike<number>, expected: ArrayLike<number>, relative: number, what: string): void {
  const scale = Math.max(1, largest(expected));
  for (let k = 0; k < expected.length; k++) {
    expect(Math.abs(got[k] - expected[k]), `${what} ${k}`).toBeLessThan(relative * scale);
  }
}

/**
 * Both derivatives of `f` against central differences and each other, and its second derivatives likewise, in f64.
 * `f` must be smooth at the inputs of these shapes (values of {@link numbers}), of curvature not far from 1.
 */
export function checkDerivatives(f: (inputs: readonly A.Node[]) => A.Node, shapes: readonly A.Shape[], seed = 0): void {
  const inputs = shapes.map((shape, k) => A.variable(`x${k}`, shape));
  const value = f(inputs);
  const weights = A.constant(numbers(sizeOf(value.shape), seed + 31), value.shape);
  const loss = A.sum(A.add(A.mul(weights, value), A.mul(0.5, A.square(value))));
  const at = shapes.map((shape, k) => numbers(sizeOf(shape), seed + k));
  const directions = shapes.map((shape, k) => A.constant(numbers(sizeOf(shape), seed + 7 + k), shape));
  const along = A.interpret(directions);
  const moved = (h: number) => new Map(inputs.map((x, k) => [x, at[k].map((v, i) => v + h * along[k][i])]));
  const gradients = A.grad(loss, inputs);
  const slope = gradients.map((g, k) => A.dot(g, directions[k])).reduce((a, b) => A.add(a, b));
  const second = A.grad(slope, inputs);

  const [reverse, forward, ...hessian] = A.interpret(
    [slope, A.jvp([loss], inputs, directions)[0], ...A.jvp(gradients, inputs, directions), ...second],
    moved(0),
  );
  const [overReverse, twice] = [hessian.slice(0, inputs.length), hessian.slice(inputs.length)];
  // The same derivatives by other sums in f64: some 1e4 roundings.
  expectNear(forward, reverse, 1e-10, 'forward mode');
  twice.forEach((expected, k) => {
    expectNear(overReverse[k], expected, 1e-9, `second derivative by input ${k},`);
  });

  const difference = (nodes: readonly A.Node[], h: number) => {
    const [up, down] = [A.interpret(nodes, moved(h)), A.interpret(nodes, moved(-h))];
    return up.map((values, k) => values.map((v, i) => (v - down[k][i]) / (2 * h)));
  };
  // Errors h^2/6 f''' + 1e-16/h |f|; the third derivative is not known, so the better of two steps counts.
  const near = (nodes: readonly A.Node[], expected: readonly ArrayLike<number>[], what: string) => {
    const scale = Math.max(1, largest(...expected));
    const errors = [1e-4, 1e-5, 1e-6].map((h) =>
      largest(...difference(nodes, h).map((values, k) => values.map((v, i) => v - expected[k][i]))),
    );
    expect(Math.min(...errors), what).toBeLessThan(1e-6 * scale);
  };
  near([loss], [reverse], 'differences');
  near(gradients, twice, 'differences of gradients');
}

/** Runs a program once and compares its outputs with the interpreter's, relative to the largest value (at least 1). */
export async function checkOnDevice(
  gpu: Gpu,
  outputs: Readonly<Record<string, A.Node>>,
  relative: number,
  given: ReadonlyMap<A.Node, ArrayLike<number>> = new Map(),
): Promise<{ listing: string; dispatches: number }> {
  const compiled = await A.compileProgram(gpu, 'test', { outputs });
  for (const [variable, data] of given) compiled.write(variable, data);
  gpu.run(compiled.program);
  const expected = A.interpret(Object.values(outputs), given);
  for (const [k, name] of Object.keys(outputs).entries()) {
    expectNear(await compiled.read(name), expected[k], relative, name);
  }
  const { listing, program } = compiled;
  compiled.release();
  return { listing, dispatches: program.cost.dispatches };
}
