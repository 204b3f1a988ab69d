import fc from 'fast-check';
import * as A from '.';
import type { Node } from './node';
import { sizeOf } from './shape';

/** One step of a random program: it takes values made before, chosen by number, and makes another. */
type Step = (values: readonly Node[], pick: number, other: number) => Node;

/** Keeps values within the range where f32 resolves differences. */
const tame = (x: Node): Node => A.mul(0.9, A.tanh(x));

const STEPS: readonly Step[] = [
  (v, p, o) => (compatible(v[p], v[o]) ? A.add(v[p], v[o]) : A.neg(v[p])),
  (v, p, o) => (compatible(v[p], v[o]) ? A.mul(v[p], v[o]) : A.square(v[p])),
  (v, p, o) => (compatible(v[p], v[o]) ? A.sub(v[p], v[o]) : A.abs(v[p])),
  (v, p, o) => (compatible(v[p], v[o]) ? A.div(v[p], A.add(2, A.square(v[o]))) : A.sin(v[p])),
  (v, p) => tame(v[p]),
  (v, p) => A.gelu(v[p]),
  (v, p) => A.sqrt(A.add(1, A.square(v[p]))),
  (v, p) => A.transpose(v[p]),
  (v, p) => A.reshape(v[p], [sizeOf(v[p].shape)]),
  (v, p, o) => (v[p].shape.length > 0 ? A.mean(v[p], [o % v[p].shape.length]) : v[p]),
  (v, p, o) => (v[p].shape.length > 0 ? A.pad(v[p], o % v[p].shape.length, o % 3, p % 2) : v[p]),
  (v, p, o) => (v[p].shape.length > 0 ? A.reverse(v[p], o % v[p].shape.length) : v[p]),
  (v, p, o) => {
    const { shape } = v[p];
    const axis = shape.length === 0 ? 0 : o % shape.length;
    return shape.length > 0 && shape[axis] > 1 ? A.slice(v[p], axis, 1, shape[axis]) : v[p];
  },
  (v, p) => (v[p].shape.length > 0 ? A.concat([v[p], tame(v[p])]) : v[p]),
  (v, p) => (v[p].shape.length >= 2 ? A.mul(0.2, A.matmul(v[p], A.transpose(v[p]))) : v[p]),
  (v, p) => A.mul(v[p], A.mean(v[p])),
  (v, p, o) => {
    const { shape } = v[p];
    const axis = shape.length === 0 ? 0 : o % shape.length;
    if (shape.length === 0 || sizeOf(shape) > 500) return v[p];
    return A.gather(
      v[p],
      Array.from({ length: (o % 4) + 1 }, (_, k) => (k * p + o) % shape[axis]),
      axis,
    );
  },
  (v, p) => A.checkpoint(([x]) => tame(A.add(A.square(x), A.mean(x))), [v[p]]),
  (v, p) => {
    const [m, n] = v[p].shape.slice(-2);
    if (v[p].shape.length < 2) return v[p];
    // A triangle with a diagonal of 2 and more is well-conditioned.
    const square = A.slice(A.slice(v[p], -2, 0, Math.min(m, n)), -1, 0, Math.min(m, n));
    const unit = Array.from({ length: Math.min(m, n) ** 2 }, (_, k) => (k % (Math.min(m, n) + 1) === 0 ? 3 : 0));
    return A.triangularSolve(
      A.add(A.mul(0.2, A.tanh(square)), A.constant(unit, square.shape.slice(-2))),
      A.slice(v[p], -2, 0, Math.min(m, n)),
    );
  },
];

function compatible(a: Node, b: Node): boolean {
  const rank = Math.min(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, k) => [a.shape.at(-1 - k)!, b.shape.at(-1 - k)!]).every(
    ([x, y]) => x === y || x === 1 || y === 1,
  );
}

/** A random program over two variables: its steps, and the shapes of the variables. */
export interface RandomProgram {
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
}

/** Random programs of up to 12 operations on odd shapes, no array over 3,000 elements. */
export const randomPrograms: fc.Arbitrary<RandomProgram> = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
    steps: fc.array(fc.tuple(fc.nat(STEPS.length - 1), fc.nat(50), fc.nat(50)), { minLength: 2, maxLength: 12 }),
  })
  .map(({ shape, steps }) => {
    const inputs = [A.variable('x', shape), A.variable('y', shape.slice(-1))];
    const values: Node[] = [...inputs];
    for (const [step, pick, other] of steps) {
      const made = STEPS[step](values, pick % values.length, other % values.length);
      if (sizeOf(made.shape) <= 3000) values.push(made);
    }
    return { inputs, outputs: [...new Set(values.slice(2))] };
  });
