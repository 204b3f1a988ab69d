import * as A from '../../../solvers/array';
import type { Gpu } from '../../../solvers/gpu';
import { adam } from '../../../solvers/optim';
import type { Running, Workload } from '../workload';
import { burgersData, cavityData, type PinnData, parameters } from './data';
import { flat, running } from './training';

const { W1, W1b, W2, adam: settings } = parameters;

const VALUE = [0, 0];
const BURGERS = [VALUE, [1, 0], [0, 1], [2, 0]];
const NAVIER_STOKES = [...BURGERS, [0, 2]];

/** Parameters, and what they are to make small. */
interface Losses {
  readonly p: A.Node;
  readonly loss: A.Node;
}

/** Training steps of physics-informed networks: loss, gradient and Adam in one program. */
export const pinn: readonly Workload[] = [
  {
    name: 'W1',
    step: 'training step',
    size: W1.nf,
    prepare: (gpu) => prepare(gpu, 'W1', burgersData(W1), (data) => burgers(W1, data)),
  },
  {
    name: 'W1b',
    step: 'training step',
    size: W1b.nf,
    prepare: (gpu) => prepare(gpu, 'W1b', burgersData(W1b), (data) => burgers(W1b, data)),
  },
  { name: 'W2', step: 'training step', size: W2.nf, prepare: (gpu) => prepare(gpu, 'W2', cavityData(W2), cavity) },
];

/** Interior points that lines of cost are drawn through; the network is W1's. */
const POINTS = [512, 1024, 2048, 4096, 8192];

export const pinnGrowth: readonly Workload[] = POINTS.map((nf) => ({
  name: `pinn-points-${nf}`,
  step: 'training step',
  size: nf,
  growth: { family: 'PINN training step', of: 'interior points', at: nf },
  prepare: (gpu) =>
    prepare(gpu, `pinn-points-${nf}`, burgersData({ ...W1, nf }), (data) => burgers({ ...W1, nf }, data)),
}));

/** u_t + u u_x = nu u_xx, initial and boundary values. */
function burgers(sizes: typeof W1, data: PinnData): Losses {
  const net = { sizes: [sizes.in, ...sizes.hidden, sizes.out], activation: 'tanh' as const };
  const p = A.variable('parameters', [A.parameterCount(net)]);
  const [[u, ux, ut, uxx]] = A.fields(A.jets(p, points(data.X), { ...net, channels: BURGERS }));
  const residual = A.sub(A.add(ut!, A.mul(u!, ux!)), A.mul(sizes.nu, uxx!));
  const [[value]] = A.fields(A.jets(p, points(data.D), { ...net, channels: [VALUE] }));
  const known = A.sub(value!, A.constant(data.Y));
  // Each set of known values counts by its own mean.
  const weights = Float64Array.from({ length: data.nd }, (_, i) => 1 / (i < sizes.nic ? sizes.nic : sizes.nbc));
  const misfit = A.sum(A.mul(A.constant(weights), A.square(known)));
  return { p, loss: A.add(A.meanSquare(residual), misfit) };
}

/** Steady Navier-Stokes in the lid-driven cavity: both momenta, continuity, and the walls' velocities. */
function cavity(data: PinnData): Losses {
  const net = { sizes: [W2.in, ...W2.hidden, W2.out], activation: 'tanh' as const };
  const p = A.variable('parameters', [A.parameterCount(net)]);
  const jet = A.fields(A.jets(p, points(data.X), { ...net, channels: NAVIER_STOKES }));
  const [[u, ux, uy, uxx, uyy], [v, vx, vy, vxx, vyy], [, px, py]] = jet as [A.Node[], A.Node[], A.Node[]];
  const momentum = (fx: A.Node, fy: A.Node, slope: A.Node, fxx: A.Node, fyy: A.Node): A.Node =>
    A.sub(A.add(A.add(A.mul(u!, fx), A.mul(v!, fy)), slope), A.mul(1 / W2.re, A.add(fxx, fyy)));
  const residuals = [momentum(ux!, uy!, px!, uxx!, uyy!), momentum(vx!, vy!, py!, vxx!, vyy!), A.add(ux!, vy!)];
  const walls = A.fields(A.jets(p, points(data.D), { ...net, channels: [VALUE] })).slice(0, 2);
  const known = walls.map(([value], k) => A.sub(value!, A.constant(data.Y.filter((_, i) => i % 2 === k))));
  return { p, loss: A.add(meanOfSquares(residuals), meanOfSquares(known)) };
}

/** The sum of the mean squares of arrays of one shape: one mean. */
function meanOfSquares(arrays: readonly A.Node[]): A.Node {
  return A.mean(arrays.map(A.square).reduce((a, b) => A.add(a, b)));
}

function points(values: Float32Array): A.Node {
  return A.constant(values, [values.length / 2, 2]);
}

/** The program of loss, gradient and Adam, from the workload's own weights. */
function prepare(gpu: Gpu, name: string, data: PinnData, losses: (data: PinnData) => Losses): Promise<Running> {
  const { lr: rate, b1: beta1, b2: beta2, eps: epsilon } = settings;
  let parameters: A.Node;
  const build = (): Promise<A.CompiledProgram> => {
    const { p, loss } = losses(data);
    parameters = p;
    const updates = adam(p, A.grad(loss, [p])[0]!, { rate, beta1, beta2, epsilon });
    return A.compileProgram(gpu, name, { outputs: { loss }, updates });
  };
  return running(gpu, build, 'loss', (compiled) => compiled.write(parameters, flat(data.params)));
}
