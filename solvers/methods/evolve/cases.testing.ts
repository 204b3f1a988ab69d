import { readFileSync } from 'node:fs';
import type { Gpu } from '../../gpu';
import { readNpz } from '../../io';
import { atPointsOf } from '../interpolate';
import { modelOf } from './choose';
import { relativeL2, type Typed, typed } from './evolve.testing';
import { EvolveRun } from './run';

/** Stored solutions, made with other methods in f64: at the quarters of the time, every few points. */
const file = (name: string) => readNpz(new Uint8Array(readFileSync(new URL(name, import.meta.url))));
export const reference = file('./reference.npz');

/** A case of the stored solutions. */
export interface Case {
  readonly name: string;
  readonly problem: Typed;
  /** Positions of the stored points. */
  readonly at: readonly number[];
  readonly limit: number;
}

const every = (n: number, min: number, max: number) => Array.from({ length: n }, (_, j) => min + ((max - min) * j) / n);
const zeroEnds = (min: string, max: string) =>
  [
    ['x', 'min', 'u', { u: '1' }, min],
    ['x', 'max', 'u', { u: '1' }, max],
  ] as const;

const PULSE = 'exp(-(x - pi)^2/(2*(pi/4)^2))';

export const CASES: readonly Case[] = [
  {
    name: 'c_convection',
    problem: { text: 'u_t + 30*u_x = 0', axes: [['x', 0, 2 * Math.PI, 64]], initial: { u: 'sin(x)' } },
    at: every(64, 0, 2 * Math.PI),
    limit: 1e-4,
  },
  {
    name: 'c_wave',
    problem: {
      text: 'u_tt = 4*u_xx',
      axes: [['x', 0, 1, 64]],
      initial: { u: 'sin(pi*x) + 0.5*sin(4*pi*x)' },
      conditions: zeroEnds('0', '0'),
    },
    at: every(64, 0, 1).concat(1),
    limit: 1e-4,
  },
  {
    name: 'c_reaction',
    problem: { text: 'u_t = 5*u*(1 - u)', axes: [['x', 0, 2 * Math.PI, 256]], initial: { u: PULSE } },
    at: every(64, 0, 2 * Math.PI),
    limit: 1e-4,
  },
  {
    name: 'c_reaction_diffusion',
    problem: { text: 'u_t = 3*u_xx + 5*u*(1 - u)', axes: [['x', 0, 2 * Math.PI, 256]], initial: { u: PULSE } },
    at: every(64, 0, 2 * Math.PI),
    limit: 1e-4,
  },
  {
    name: 'c_kdv',
    problem: { text: 'u_t + u*u_x + 0.0025*u_xxx = 0', axes: [['x', -1, 1, 512]], initial: { u: 'cos(pi*x)' } },
    at: every(256, -1, 1),
    limit: 1e-4,
  },
  {
    name: 'c_ks_regular',
    problem: {
      text: 'u_t + 5*u*u_x + 0.5*u_xx + 0.005*u_xxxx = 0',
      axes: [['x', -1, 1, 256]],
      initial: { u: '-sin(pi*x)' },
    },
    at: every(128, -1, 1),
    limit: 1e-3,
  },
  {
    name: 'b_allen_cahn',
    problem: { text: 'u_t = 0.0001*u_xx - 5*u^3 + 5*u', axes: [['x', -1, 1, 2048]], initial: { u: 'x^2*cos(pi*x)' } },
    at: every(128, -1, 1),
    limit: 1e-4,
  },
  {
    name: 'a_burgers',
    problem: {
      text: 'u_t + u*u_x = 0.01/pi*u_xx',
      axes: [['x', -1, 1, 1020]],
      initial: { u: '-sin(pi*x)' },
      conditions: zeroEnds('0', '0'),
    },
    at: every(85, -1, 1).concat(1),
    limit: 1e-4,
  },
];

/** Runs a case with the step that the method chooses, and compares it at the quarters of the time. */
export async function errorOf(gpu: Gpu, { name, problem, at }: Case): Promise<{ error: number; told: string }> {
  const spec = typed(problem);
  const model = modelOf(spec);
  const begun = performance.now();
  const run = await EvolveRun.create(gpu, model, spec);
  const { data, shape } = reference.get(name)!;
  const [got, wanted]: number[][] = [[], []];
  const points = model.positions[0].at;
  for (let quarter = 1; quarter <= 4; quarter++) {
    await run.until(spec.time.min + ((spec.time.max - spec.time.min) * quarter) / 4);
    run.device.show();
    const values = Float64Array.from(await run.device.field('u', points.length));
    const source = { name: 'u', shape: [points.length], data: values, coordinates: { x: points } };
    got.push(...atPointsOf({ coordinates: { x: Float64Array.from(at) } }, source));
    wanted.push(...data.slice(quarter * shape[1], (quarter + 1) * shape[1]));
  }
  const told = `${name}: ${model.title}; ${run.stepCount} steps, dt = ${run.dt.toPrecision(3)} at the end, ${run.outcome.code}, ${(performance.now() - begun).toFixed(0)} ms, ${run.device.step.program.cost.dispatches} dispatches a step`;
  const error = run.finished ? relativeL2(got, wanted) : Number.NaN;
  run.dispose();
  return { error, told };
}
