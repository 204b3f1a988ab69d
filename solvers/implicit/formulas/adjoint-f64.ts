import { compiled, type Row } from './evaluate';
import { addProduct, Member } from './f64';
import type { Layout } from './layout';
import { factored, solved } from './ldl';
import { DAMPING, type LayerOptions } from './options';

/**
 * Cotangents of [...channels, ...values] for a cotangent g of the w that make |F|^2 / 2 least: with H v = g and y = J v,
 * minus the derivative of F . y by them. The f64 version of shaders/moe/adjoint.wgsl and cotangent.wgsl; singular
 * members and those without numbers give 0.
 */
export function adjointF64(layout: Layout, options: LayerOptions, inputs: readonly Float64Array[]): Float64Array {
  const [channels, values, w, g] = inputs;
  const { members, n } = layout;
  const formulas = layout.families.map(compiled);
  const out = new Float64Array(layout.channels + layout.values);
  for (let member = 0; member < members; member++) {
    const problem = new Member(layout, formulas, channels, values, member);
    const [from, to] = [member * n, (member + 1) * n];
    const own = w.subarray(from, to);
    const v = hessianSolved(problem, options, own, g.subarray(from, to));
    if (!v) continue;
    for (const row of problem.rows) addCotangents(problem, options, row, own, v, out, layout.channels);
  }
  return out;
}

function hessianSolved(problem: Member, { ridge, hessian }: LayerOptions, w: Float64Array, g: Float64Array) {
  const { n } = problem;
  const wide = n + 1;
  const { gram } = problem.gram(w);
  if (hessian === 'exact') {
    const [left, right] = [new Float64Array(wide), new Float64Array(wide)];
    for (const row of problem.rows) {
      const at = problem.point(row, w);
      const { residual, second } = problem.formulas[row.family];
      const r = residual(at);
      for (const { a, b, at: by } of second) {
        const c = r * by(at);
        for (const [one, other] of a === b
          ? [[a, a]]
          : [
              [a, b],
              [b, a],
            ]) {
          problem.addTo(left.fill(0), c, row.channels + one * n);
          problem.addTo(right.fill(0), 1, row.channels + other * n);
          addProduct(gram, left, right);
        }
      }
    }
  }
  for (let a = 0; a < n; a++) {
    gram[a * wide + a] += ridge * ridge;
    gram[n * wide + a] = g[a];
  }
  const { lower, pivots } = factored(gram, n);
  const sizes = pivots.map(Math.abs);
  const v = solved(lower, n);
  return Math.min(...sizes) > DAMPING.singular * Math.max(...sizes) && v.every(Number.isFinite) ? v : null;
}

function addCotangents(
  problem: Member,
  { hessian }: LayerOptions,
  row: Row,
  w: Float64Array,
  v: Float64Array,
  out: Float64Array,
  valuesFrom: number,
): void {
  const { n } = problem;
  const { residual, byTerm, second, byCoefficient, mixed } = problem.formulas[row.family];
  const exact = hessian === 'exact';
  const along = byTerm.map((_, k) => problem.dot(row.channels + k * n, v));
  const at = problem.point(row, w);
  const [r, by] = [residual(at), byTerm.map((one) => one?.(at) ?? 0)];
  const y = by.reduce((sum, f, k) => sum + f * along[k], 0);
  // The derivative of r y by each term as a number, and by its channels through y.
  const onTerm = by.map((f) => f * y);
  if (exact) {
    for (const { a, b, at: of } of second) {
      const c = r * of(at);
      onTerm[a] += c * along[b];
      if (a !== b) onTerm[b] += c * along[a];
    }
  }
  byTerm.forEach((_, k) => {
    const [onW, onV] = [onTerm[k], exact ? r * by[k] : 0];
    for (let a = 0; a < n; a++) out[row.channels + k * n + a] -= onW * w[a] + onV * v[a];
  });
  byCoefficient.forEach((one, q) => {
    const bent = mixed[q].reduce((sum, of, k) => sum + (of?.(at) ?? 0) * along[k], 0);
    out[valuesFrom + row.values + q] -= (one?.(at) ?? 0) * y + (exact ? r * bent : 0);
  });
}
