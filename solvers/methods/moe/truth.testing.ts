import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomUniform } from '../../base/random';
import { readNpz } from '../../io';
import { atPointsOf } from '../interpolate';
import type { HostField } from '../solver';

/** A solution of diffusion with sorption that begins at u0: u [t, x] in f64. */
export interface Truth {
  readonly u0: number;
  readonly u: Float64Array;
  readonly t: Float64Array;
  readonly x: Float64Array;
}

/** Of the stored solutions, in their order. */
const STARTS = [0.12848564627787537, 0.012583373601797, 0.028476811644073896, 0.022689185966383297];

/** h_diffusion_sorption, as shipped. */
export const STORED = STARTS.map((u0, k): Truth => {
  const path = fileURLToPath(new URL(`../../../public/references/diffusion-sorption-${k + 1}.npz`, import.meta.url));
  const stored = readNpz(readFileSync(path));
  const numbers = (name: string) => Float64Array.from(stored.get(name)!.data as ArrayLike<number>);
  return { u0, u: numbers('u'), t: numbers('t'), x: numbers('x') };
});

/** Initial values in (0, 0.2) that nothing was chosen on. */
export function freshStarts(count: number): number[] {
  return Array.from({ length: count }, (_, k) => 0.2 * randomUniform(20261126, k));
}

/** Relative L2 error of an answer [t, x] on a truth's points, those before `from` left out. */
export function errorOf(field: HostField, { u, t, x }: Truth, from = 0): number {
  // Names that stand in the order of the axes.
  const named = { ...field, coordinates: { z: field.coordinates.t, y: field.coordinates.x } };
  const found = atPointsOf({ coordinates: { z: t, y: x } }, named);
  let [error, size] = [0, 0];
  for (let k = t.findIndex((time) => time >= from - 1e-9) * x.length; k < u.length; k++) {
    error += (u[k] - found[k]) ** 2;
    size += u[k] ** 2;
  }
  return Math.sqrt(error / size);
}

const [D, FACTOR, POWER] = [5e-4, (0.71 / 0.29) * 2880 * 0.00035 * 0.874, -0.126];
/** L-stable, of order two (Alexander 1977). */
const GAMMA = 1 - Math.SQRT1_2;

/**
 * The same problem from another initial value: finite volumes on nodes graded to the left, the two-stage diagonally
 * implicit Runge-Kutta method, Newton; at 51 times and 128 points. 2.3e-4 off the stored solutions, most of it interpolation.
 */
export function column(u0: number, nodes = 200): Truth {
  const s = Float64Array.from({ length: nodes }, (_, k) => k / (nodes - 1));
  const x = s.map((v) => 0.2 * v + 0.8 * v ** 2.2);
  const t = Float64Array.from({ length: 51 }, (_, k) => 10 * k);
  let u: Float64Array = new Float64Array(nodes).fill(u0);
  u[0] = 1;
  const frames = [u];
  for (let k = 0; k < 50; k++) {
    const steps = Math.max(6, Math.ceil(200 / (k + 1)));
    for (let j = 0; j < steps; j++) {
      // The first interval begins with short steps.
      const [from, to] = [j, j + 1].map((own) => (k === 0 ? (own / steps) ** 3 : own / steps));
      u = stepped(u, x, 10 * (to - from));
    }
    frames.push(u);
  }
  const points = Float64Array.from({ length: 128 }, (_, k) => k / 127);
  const all = Float64Array.from(frames.flatMap((frame) => [...frame]));
  const field = { name: 'u', shape: [51, nodes], data: all, coordinates: { z: t, y: x } };
  return { u0, u: atPointsOf({ coordinates: { z: t, y: points } }, field), t, x: points };
}

/** A step: k1 = f(u + gamma dt k1), k2 = f(u + (1 - gamma) dt k1 + gamma dt k2), u + dt ((1 - gamma) k1 + gamma k2). */
function stepped(u: Float64Array, x: Float64Array, dt: number): Float64Array {
  const first = stage(u, x, GAMMA * dt);
  const slope = first.map((v, k) => (v - u[k]) / (GAMMA * dt));
  return stage(
    u.map((v, k) => v + (1 - GAMMA) * dt * slope[k]),
    x,
    GAMMA * dt,
  );
}

/** v = base + h f(v) by Newton; R(v) f(v) = D v_xx, v = 1 on the left, v = -D v_x on the right. */
function stage(base: Float64Array, x: Float64Array, h: number): Float64Array {
  const n = x.length;
  const v = base.slice();
  for (let iteration = 0; iteration < 30; iteration++) {
    const [below, middle, above, right] = [0, 1, 2, 3].map(() => new Float64Array(n));
    middle[0] = 1;
    for (let k = 1; k < n; k++) {
      const last = k === n - 1;
      const left = 1 / (x[k] - x[k - 1]);
      const next = last ? 0 : 1 / (x[k + 1] - x[k]);
      const width = last ? (x[k] - x[k - 1]) / 2 : (x[k + 1] - x[k - 1]) / 2;
      const flow = last
        ? -v[k] - D * left * (v[k] - v[k - 1])
        : D * (next * (v[k + 1] - v[k]) - left * (v[k] - v[k - 1]));
      const safe = Math.max(v[k], 1e-9);
      const [R, slope] = [1 + FACTOR * safe ** POWER, FACTOR * POWER * safe ** (POWER - 1)];
      const gain = h / width;
      // R (v - base) = gain flow
      right[k] = -(R * (v[k] - base[k]) - gain * flow);
      middle[k] = R + slope * (v[k] - base[k]) + gain * (D * (left + next) + (last ? 1 : 0));
      below[k] = -gain * D * left;
      above[k] = -gain * D * next;
    }
    for (let k = 1; k < n; k++) {
      const factor = below[k] / middle[k - 1];
      middle[k] -= factor * above[k - 1];
      right[k] -= factor * right[k - 1];
    }
    let most = 0;
    let step = 0;
    for (let k = n - 1; k >= 0; k--) {
      step = (right[k] - above[k] * step) / middle[k];
      v[k] += step;
      most = Math.max(most, Math.abs(step));
    }
    if (most < 1e-12) break;
  }
  return v;
}
