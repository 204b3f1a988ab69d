import { mul } from '../elementwise';
import { constant } from '../leaves';
import type { Node } from '../node';

type Weight = (row: number, column: number) => number;

/** One array for each pattern and size, so that equal products are found equal. */
const patterns = new Map<string, Node>();

function pattern(name: string, rows: number, columns: number, weight: Weight): Node {
  const key = `${name} ${rows} ${columns}`;
  let node = patterns.get(key);
  if (!node) {
    const data = Float64Array.from({ length: rows * columns }, (_, k) => weight(Math.floor(k / columns), k % columns));
    patterns.set(key, (node = constant(data, [rows, columns], name)));
  }
  return node;
}

function masked(x: Node, name: string, weight: Weight): Node {
  const [rows, columns] = x.shape.slice(-2);
  return mul(x, pattern(name, rows, columns, weight));
}

/** The first columns of the unit matrix. */
export function identity(rows: number, columns: number): Node {
  return pattern('identity', rows, columns, (i, j) => Number(i === j));
}

/** The lower triangle of each matrix, its diagonal with it; zero above. */
export function lowerTriangle(x: Node): Node {
  return masked(x, 'lower triangle', (i, j) => Number(i >= j));
}

/** The part of each matrix below its diagonal. */
export function strictlyLower(x: Node): Node {
  return masked(x, 'strict triangle', (i, j) => Number(i > j));
}

/** The upper triangle of each matrix, its diagonal with it; zero below. */
export function upperTriangle(x: Node): Node {
  return masked(x, 'upper triangle', (i, j) => Number(i <= j));
}

/** The lower triangle of each matrix with half its diagonal. */
export function halvedTriangle(x: Node): Node {
  return masked(x, 'halved triangle', (i, j) => (i > j ? 1 : i === j ? 0.5 : 0));
}
