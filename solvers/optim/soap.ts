import {
  add,
  concat,
  constant,
  div,
  matmul,
  mul,
  type Node,
  qr,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  transpose,
  variable,
} from '../array';
import { Failure } from '../base/result';
import type { Updates } from './first-order';

/** A stretch of the flat parameters that is a matrix. */
export interface MatrixPart {
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
}

/** Settings of {@link soap}. */
export interface SoapOptions {
  readonly rate: number | Node;
  /** The matrices among the parameters; the rest is moved as by Adam. Sides over 256 are not rotated. */
  readonly matrices: readonly MatrixPart[];
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** What a step writes, and what is written every tenth or so: the axes that the squares are taken in. */
export interface Soap {
  readonly updates: Updates;
  readonly refresh: Updates;
}

/** Largest side whose axes are followed: QR takes one workgroup. */
const MOST = 256;

/** A matrix with what is known of its gradients' second moments on both sides. */
interface Rotated extends MatrixPart {
  /** Running means of G G^T and G^T G. */
  readonly left: Node;
  readonly right: Node;
  /** Axes less the unit matrix, so that zeros are a start. */
  readonly leftTurn: Node;
  readonly rightTurn: Node;
}

/**
 * SOAP (Vyas, Morwani, Zhao, Shapira, Brandfonbrener, Janson and Kakade 2024, algorithm 3): Adam in the eigenbasis of
 * Shampoo's second moments, each matrix of weights turned from both sides. The axes follow by one step of orthogonal
 * iteration whenever `refresh` is run; until then it is Adam.
 * @param parameters flat variable; @param gradient of the same shape
 * @throws Failure 'bad-input' where a matrix does not lie in the parameters
 */
export function soap(
  parameters: Node,
  gradient: Node,
  { rate, matrices, beta1 = 0.95, beta2 = 0.95, epsilon = 1e-8 }: SoapOptions,
): Soap {
  const [size] = parameters.shape;
  const parts = matrices
    .filter(({ rows, columns }) => Math.max(rows, columns) <= MOST)
    .toSorted((a, b) => a.start - b.start)
    .map(rotatedPart);
  parts.forEach((part, k) => {
    const end = k === 0 ? 0 : endOf(parts[k - 1]);
    if (part.start >= end && endOf(part) <= size) return;
    throw new Failure('bad-input', `soap: a matrix from ${part.start} on does not fit ${size} parameters`);
  });
  const [mean, spread] = ['mean', 'variance'].map((name) => variable(`soap ${name}`, parameters.shape));
  const [first, second] = ['mean', 'variance'].map((name) => variable(`soap correction of the ${name}`, [1]));
  const nextMean = add(mul(beta1, mean), mul(1 - beta1, gradient));
  const nextSpread = add(mul(beta2, spread), mul(1 - beta2, square(turned(gradient, parts, false))));
  const nextFirst = add(mul(beta1, first), 1 - beta1);
  const nextSecond = add(mul(beta2, second), 1 - beta2);
  const scaled = div(div(turned(nextMean, parts, false), nextFirst), add(sqrt(div(nextSpread, nextSecond)), epsilon));
  const moments = parts.flatMap((part): [Node, Node][] => {
    const own = matrixOf(gradient, part);
    const mixed = (before: Node, now: Node): Node => add(mul(beta2, before), mul(1 - beta2, now));
    return [
      [part.left, mixed(part.left, matmul(own, transpose(own)))],
      [part.right, mixed(part.right, matmul(transpose(own), own))],
    ];
  });
  return {
    updates: new Map([
      [parameters, sub(parameters, mul(rate, turned(scaled, parts, true)))],
      [mean, nextMean],
      [spread, nextSpread],
      [first, nextFirst],
      [second, nextSecond],
      ...moments,
    ]),
    refresh: new Map(
      parts.flatMap(({ left, right, leftTurn, rightTurn }): [Node, Node][] => [
        [leftTurn, followed(left, leftTurn)],
        [rightTurn, followed(right, rightTurn)],
      ]),
    ),
  };
}

function rotatedPart(part: MatrixPart): Rotated {
  const square = (name: string, side: number): Node => variable(`soap ${name}`, [side, side]);
  return {
    ...part,
    left: square('left', part.rows),
    right: square('right', part.columns),
    leftTurn: square('left axes', part.rows),
    rightTurn: square('right axes', part.columns),
  };
}

function endOf({ start, rows, columns }: MatrixPart): number {
  return start + rows * columns;
}

function matrixOf(flat: Node, part: MatrixPart): Node {
  return reshape(slice(flat, 0, part.start, endOf(part)), [part.rows, part.columns]);
}

function unit(side: number): Node {
  return constant(
    Float64Array.from({ length: side * side }, (_, k) => (k % (side + 1) === 0 ? 1 : 0)),
    [side, side],
  );
}

/** One step of orthogonal iteration with a matrix of moments, from axes kept less the unit matrix. */
function followed(moments: Node, turn: Node): Node {
  const axes = add(unit(moments.shape[0]), turn);
  return sub(qr(matmul(moments, axes)).q, unit(moments.shape[0]));
}

/** A flat vector with each matrix in its axes (`back`: from them): Q_L^T X Q_R, or Q_L X Q_R^T. */
function turned(flat: Node, parts: readonly Rotated[], back: boolean): Node {
  const pieces: Node[] = [];
  let from = 0;
  for (const part of parts) {
    if (part.start > from) pieces.push(slice(flat, 0, from, part.start));
    const [left, right] = [add(unit(part.rows), part.leftTurn), add(unit(part.columns), part.rightTurn)];
    const own = matrixOf(flat, part);
    const turnedPart = back ? matmul(matmul(left, own), transpose(right)) : matmul(matmul(transpose(left), own), right);
    pieces.push(reshape(turnedPart, [part.rows * part.columns]));
    from = endOf(part);
  }
  const [size] = flat.shape;
  if (from < size) pieces.push(slice(flat, 0, from, size));
  return concat(pieces);
}
