import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../../tests/gpu';
import { randomNormal } from '../../../base/random';
import type { DeviceArray, Gpu } from '../../../gpu';
import { dampedStep } from './cgls';
import { GramFactor } from './gram';
import { JacobianProducts } from './jacobian-products';
import { PANEL, panelsOf, placeOf } from './panels';

const EPS = 2 ** -24;
// No block divides the columns; rows are whole tiles.
const ROWS = 216;
const COLUMNS = 77;

let gpu: Gpu;
let jacobian: DeviceArray;
let gram: GramFactor;
let products: JacobianProducts;
const dense = Float64Array.from({ length: ROWS * COLUMNS }, (_, k) => Math.fround(randomNormal(5, k)));

beforeAll(async () => {
  gpu = await openTestGpu();
  const panels = new Float32Array(panelsOf(COLUMNS) * PANEL * ROWS);
  for (let m = 0; m < ROWS; m++) {
    for (let p = 0; p < COLUMNS; p++) panels[placeOf(ROWS, m, p)] = dense[m * COLUMNS + p];
  }
  jacobian = gpu.upload('jacobian', panels);
  gram = await GramFactor.create(gpu, jacobian, ROWS, COLUMNS);
  products = await JacobianProducts.create(gpu, jacobian, ROWS, COLUMNS);
});

afterAll(() => gpu?.close());

const column = (p: number): Float64Array => Float64Array.from({ length: ROWS }, (_, m) => dense[m * COLUMNS + p] ?? 0);
const dotOf = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k], 0);
const padded = (data: ArrayLike<number>): Float64Array => {
  const all = new Float64Array(gram.size);
  all.set(data);
  return all;
};

describe('the Gram matrix', () => {
  it('is that of f64', async () => {
    gram.form();
    const found = await gram.gram();
    for (let p = 0; p < COLUMNS; p++) {
      for (let q = p; q < COLUMNS; q++) {
        const [a, b] = [column(p), column(q)];
        // A sum of ROWS products, one after the other.
        const bound = ROWS * EPS * dotOf(a.map(Math.abs), b.map(Math.abs));
        expect(Math.abs(found[placeOf(gram.size, p, q)] - dotOf(a, b))).toBeLessThan(bound);
      }
    }
  });

  it('has a factor whose product with itself is the damped matrix', async () => {
    gram.form();
    const [absolute, relative] = [0.5, 0.01];
    const factor = (await gram.factorise({ absolute, relative }))!;
    const at = (k: number, p: number): number => (k <= p ? factor[placeOf(gram.size, k, p)] : 0);
    for (let p = 0; p < COLUMNS; p++) {
      for (let q = p; q < COLUMNS; q++) {
        let own = 0;
        for (let k = 0; k <= p; k++) own += at(k, p) * at(k, q);
        const damped = dotOf(column(p), column(q)) * (p === q ? 1 + relative : 1) + (p === q ? absolute : 0);
        // Backward error of Cholesky: n eps |U^T||U| <= n eps sqrt(a_pp a_qq); inverted blocks cost about as much again.
        const scale = Math.sqrt(dotOf(column(p), column(p)) * dotOf(column(q), column(q)));
        expect(Math.abs(own - damped)).toBeLessThan(2 * (COLUMNS + ROWS) * EPS * scale);
      }
    }
  });

  it('says where it is not positive', async () => {
    gram.form();
    expect(await gram.factorise({ absolute: -1e4, relative: 0 })).toBeNull();
    expect(await gram.factorise({ absolute: 1, relative: 0 })).not.toBeNull();
  });
});

describe('products with the Jacobian', () => {
  it('are those of f64, both ways', async () => {
    const v = padded(Float64Array.from({ length: COLUMNS }, (_, k) => Math.fround(randomNormal(6, k))));
    const w = Float64Array.from({ length: ROWS }, (_, k) => Math.fround(randomNormal(7, k)));
    const [jv, jw] = [await products.times(v), await products.transposed(w)];
    for (let m = 0; m < ROWS; m++) {
      const row = Float64Array.from({ length: COLUMNS }, (_, p) => dense[m * COLUMNS + p]);
      const bound = COLUMNS * EPS * dotOf(row.map(Math.abs), v.map(Math.abs));
      expect(Math.abs(jv[m] - dotOf(row, v))).toBeLessThan(bound);
    }
    for (let p = 0; p < COLUMNS; p++) {
      const bound = ROWS * EPS * dotOf(column(p).map(Math.abs), w.map(Math.abs));
      expect(Math.abs(jw[p] - dotOf(column(p), w))).toBeLessThan(bound);
    }
  });
});

describe('a damped step', () => {
  it('solves the damped problem although its factor is another one', async () => {
    gram.form();
    const damping = 0.5;
    const factor = (await gram.factorise({ absolute: 2, relative: 0.02 }))!;
    const residual = Float64Array.from({ length: ROWS }, (_, k) => randomNormal(8, k));
    const gradient = await products.transposed(residual);
    const { step, change } = await dampedStep(products, residual, gradient, damping, factor, {
      most: 20,
      tolerance: 1e-7,
    });
    const applied = await products.times(step);
    const normal = await products.transposed(applied.map((value, m) => value + residual[m]));
    const size = Math.max(...gradient.map(Math.abs));
    for (let p = 0; p < COLUMNS; p++) {
      // The rounding of f32 products, beside which the iterations have converged.
      expect(Math.abs(normal[p] + damping * step[p])).toBeLessThan(50 * EPS * size);
    }
    for (let m = 0; m < ROWS; m++) expect(Math.abs(change[m] - applied[m])).toBeLessThan(1e-5);
  });

  it.each([0.5, 0.05, 0.005])('converges as the factor promises: damping %d', async (damping) => {
    gram.form();
    const factor = (await gram.factorise({ absolute: 1.1 * damping, relative: 0 }))!;
    const residual = Float64Array.from({ length: ROWS }, (_, k) => randomNormal(9, k));
    const gradient = await products.transposed(residual);
    const { iterations } = await dampedStep(products, residual, gradient, damping, factor, {
      most: 20,
      tolerance: 1e-4,
    });
    // Condition at most 1.1 whatever the damping: 2 ((sqrt(k) - 1) / (sqrt(k) + 1))^n < 1e-4 for n = 3.
    expect(iterations).toBeLessThanOrEqual(4);
  });
});
