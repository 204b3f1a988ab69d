import { readFileSync } from 'node:fs';
import { interpret, irfft, variable } from '../../array';
import { readNpz } from '../../io';
import { reference } from './cases.testing';
import { type Typed, typed } from './evolve.testing';
import type { EvolveSpec } from './spec';

/** Eight random initial values with a viscosity each. */
export function burgersBatch(): EvolveSpec {
  const u0 = reference.get('a_burgers_grf.u0')!.data;
  const nu = reference.get('a_burgers_grf.nu')!.data;
  return typed({
    text: 'u_t + u*u_x = nu*u_xx; nu = 0.01',
    axes: [['x', 0, 1, 256]],
    initial: { u: Float64Array.from(u0) },
    parameters: { nu: Float64Array.from(nu) },
    batch: 8,
  });
}

/** Four constant initial values of a solute that is adsorbed. */
export function sorptionBatch(points: number): EvolveSpec {
  return typed({
    text: 'R(u)*u_t = D*u_xx; R(s) = 1 + (1 - 0.29)/0.29*2880*0.00035*0.874*s^(0.874 - 1); D = 0.0005',
    axes: [['x', 0, 1, points]],
    time: [0, 500],
    initial: { u: 'a' },
    parameters: { a: Float64Array.from(reference.get('h_diffusion_sorption.u0')!.data) },
    batch: 4,
    conditions: [
      ['x', 'min', 'u', { u: '1' }, '1'],
      ['x', 'max', 'u', { u: '1', u_x: 'D' }, '0'],
    ],
  });
}

const stored = (name: string) => readNpz(new Uint8Array(readFileSync(new URL(name, import.meta.url))));
const forced = stored('./ns-forced.npz');
const decaying = stored('./ns-decaying.npz');

/** Vorticity of stored forced flows at t = 0, 5, 20: [2][64][64]. */
export function vorticityAt(time: 0 | 5 | 20): Float64Array {
  return Float64Array.from(forced.get(`w${time}`)!.data);
}

/** The forced flow of nu = 1e-3 on 64 x 64 points. */
export const FORCED_FLOW: Omit<Typed, 'initial'> = {
  text: 'w_t + psi_y*w_x - psi_x*w_y = nu*lap(w) + 0.1*(sin(2*pi*(x + y)) + cos(2*pi*(x + y))); lap(psi) = -w; nu = 0.001',
  unknowns: ['w', 'psi'],
  axes: [
    ['x', 0, 1, 64],
    ['y', 0, 1, 64],
  ],
  time: [0, 20],
};

/** Waves along an axis on each side of 0 in the stored start of the decaying flow. */
const WAVES = 63;

/**
 * Vorticity of the first stored decaying flow, Re = 1e4, rms speed 1, on n x n points: the sum of its modes up to 63
 * waves along each axis, which are stored as [ky = -63..63][kx = 0..63][re, im].
 */
export function decayingStart(n: number): Float64Array {
  const modes = decaying.get('start')!.data;
  const half = variable('half spectrum', [n, n / 2 + 1, 2]);
  const spectrum = new Float64Array(n * (n + 2));
  for (let row = 0; row <= 2 * WAVES; row++) {
    const at = ((row - WAVES + n) % n) * (n + 2);
    for (let k = 0; k < 2 * (WAVES + 1); k++) spectrum[at + k] = n * n * modes[2 * (WAVES + 1) * row + k];
  }
  return interpret([irfft(half, n, [0, 1])], new Map([[half, spectrum]]))[0];
}

/** The same flow at t = 1 or 5, every fourth of 256 points: [64][64]. */
export function decayingAt(time: 1 | 5): Float64Array {
  return Float64Array.from(decaying.get(`w${time}`)!.data);
}

/** The decaying flow of nu = 1e-4 on n x n points. */
export function decayingFlow(n: number): EvolveSpec {
  return typed({
    text: 'w_t + psi_y*w_x - psi_x*w_y = nu*lap(w); lap(psi) = -w; nu = 0.0001',
    unknowns: ['w', 'psi'],
    axes: [
      ['x', 0, 1, n],
      ['y', 0, 1, n],
    ],
    time: [0, 5],
    initial: { w: decayingStart(n) },
  });
}
