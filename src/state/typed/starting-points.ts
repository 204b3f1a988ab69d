import type { Scene } from '../../../scenes';

type Start = Pick<Scene, 'title' | 'unknowns' | 'coordinates' | 'equations' | 'conditions'> & {
  readonly parameters?: Readonly<Record<string, number>>;
};

/** Problems to begin from: short, well posed, and each of another kind. */
const STARTS: readonly Start[] = [
  {
    title: 'Heat in a plate',
    unknowns: ['u'],
    coordinates: { x: [0, 1], y: [0, 1], t: [0, 0.2] },
    parameters: { k: 1 },
    equations: ['u_t = k*(u_xx + u_yy)'],
    conditions: [{ on: 't=0', is: 'u = sin(pi*x)*sin(2*pi*y)' }, ...sides('x', 'u = 0'), ...sides('y', 'u = 0')],
  },
  {
    title: 'Fisher-KPP: a front of growth',
    unknowns: ['u'],
    coordinates: { x: [-10, 10], t: [0, 4] },
    parameters: { D: 0.5, r: 1 },
    equations: ['u_t = D*u_xx + r*u*(1 - u)'],
    conditions: [{ on: 't=0', is: 'u = exp(-x^2)' }, ...sides('x', 'u_x = 0')],
  },
  {
    title: 'Sine-Gordon: a pulse falls apart',
    unknowns: ['u'],
    coordinates: { x: [-10, 10], t: [0, 8] },
    equations: ['u_tt = u_xx - sin(u)'],
    conditions: [
      { on: 't=0', is: ['u = 3*exp(-x^2)', 'u_t = 0'] },
      { on: 'x', is: 'periodic' },
    ],
  },
  {
    title: 'Waves on a ring, with damping',
    unknowns: ['u'],
    coordinates: { x: [0, 1], t: [0, 2] },
    parameters: { c: 1, d: 0.5 },
    equations: ['u_tt + d*u_t = c^2*u_xx'],
    conditions: [
      { on: 't=0', is: ['u = exp(-200*(x - 0.5)^2)', 'u_t = 0'] },
      { on: 'x', is: 'periodic' },
    ],
  },
  {
    title: 'KdV-Burgers: waves behind a step',
    unknowns: ['u'],
    coordinates: { x: [-10, 10], t: [0, 2] },
    parameters: { nu: 0.1, d: 0.1 },
    equations: ['u_t + u*u_x = nu*u_xx - d*u_xxx'],
    conditions: [
      { on: 't=0', is: 'u = exp(-x^2)' },
      { on: 'x', is: 'periodic' },
    ],
  },
  {
    title: 'Spots that spread: FitzHugh-Nagumo',
    unknowns: ['u', 'v'],
    coordinates: { x: [0, 40], y: [0, 40], t: [0, 30] },
    parameters: { a: 0.1, b: 0.02 },
    equations: ['u_t = u_xx + u_yy + u*(1 - u)*(u - a) - v', 'v_t = b*(u - v)'],
    conditions: [
      { on: 't=0', is: ['u = exp(-((x - 20)^2 + (y - 20)^2)/20)', 'v = 0'] },
      { on: 'x', is: 'periodic' },
      { on: 'y', is: 'periodic' },
    ],
  },
  {
    title: 'A charge in a box: Poisson',
    unknowns: ['u'],
    coordinates: { x: [0, 1], y: [0, 1] },
    equations: ['-(u_xx + u_yy) = 100*exp(-100*((x - 0.3)^2 + (y - 0.6)^2))'],
    conditions: [...sides('x', 'u = 0'), ...sides('y', 'u = 0')],
  },
  {
    title: 'A stretched string, bent by a load',
    unknowns: ['u'],
    coordinates: { x: [0, 1] },
    parameters: { load: 5 },
    equations: ['u_xx = -load*x'],
    conditions: sides('x', 'u = 0'),
  },
];

function sides(axis: 'x' | 'y', is: string): { on: string; is: string }[] {
  const ends = axis === 'x' && is === 'u_x = 0' ? [-10, 10] : [0, 1];
  return ends.map((end) => ({ on: `${axis}=${end}`, is }));
}

/** The gallery, as documents. */
export const startingPoints: readonly Scene[] = STARTS.map(({ parameters, ...start }) => ({
  version: 1,
  id: 'typed',
  ...start,
  ...(parameters && {
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }])),
  }),
}));
