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

/** Training steps of physics-informed networks: loss, gradient and Adam in one program. */
export const pinn: readonly Workload[] = [
  { name: 'W1', step: 'training step', size: W1.nf, prepare: (gpu) => burgers(gpu, 'W1', W1) },
  { name: 'W1b', step: 'training step', size: W1b.nf, prepare: (gpu) => burgers(gpu, 'W1b', W1b) },
  { name: 'W2', step: 'training step', size: W2.nf, prepare: (gpu) => cavity(gpu) },
];

/** u_t + u u_x = nu u_xx, initial and boundary values. */
function burgers(gpu: Gpu, name: string, sizes: typeof W1): Promise<Running> {
  const data = burgersData(sizes);
  const net = { sizes: [sizes.in, ...sizes.hidden, sizes.out], activation: 'tanh' as const };
  const p = A.variable('parameters', [A.parameterCount(net)]);
  const [[u, ux, ut, uxx]] = A.fields(A.jets(p, points(data.X), { ...net, channels: BURGERS }));
  const residual = A.sub(A.add(ut!, A.mul(u!, ux!)), A.mul(sizes.nu, uxx!));
  const [[value]] = A.fields(A.jets(p, points(data.D), { ...net, channels: [VALUE] }));
  const known = A.sub(value!, A.constant(data.Y));
  // Each set of known values counts by its own mean.
  const weights = Float64Array.from({ length: data.nd }, (_, i) => 1 / (i < sizes.nic ? sizes.nic : sizes.nbc));
  const misfit = A.sum(A.mul(A.constant(weights), A.square(known)));
  return step(gpu, name, p, A.add(A.meanSquare(residual), misfit), data);
}

/** Steady Navier-Stokes in the lid-driven cavity: both momenta, continuity, and the walls' velocities. */
function cavity(gpu: Gpu): Promise<Running> {
  const data = cavityData(W2);
  const net = { sizes: [W2.in, ...W2.hidden, W2.out], activation: 'tanh' as const };
  const p = A.variable('parameters', [A.parameterCount(net)]);
  const jet = A.fields(A.jets(p, points(data.X), { ...net, channels: NAVIER_STOKES }));
  const [[u, ux, uy, uxx, uyy], [v, vx, vy, vxx, vyy], [, px, py]] = jet as [A.Node[], A.Node[], A.Node[]];
  const momentum = (fx: A.Node, fy: A.Node, slope: A.Node, fxx: A.Node, fyy: A.Node): A.Node =>
    A.sub(A.add(A.add(A.mul(u!, fx), A.mul(v!, fy)), slope), A.mul(1 / W2.re, A.add(fxx, fyy)));
  const residuals = [momentum(ux!, uy!, px!, uxx!, uyy!), momentum(vx!, vy!, py!, vxx!, vyy!), A.add(ux!, vy!)];
  const walls = A.fields(A.jets(p, points(data.D), { ...net, channels: [VALUE] })).slice(0, 2);
  const known = walls.map(([value], k) => A.sub(value!, A.constant(data.Y.filter((_, i) => i % 2 === k))));
  return step(gpu, 'W2', p, A.add(meanOfSquares(residuals), meanOfSquares(known)), data);
}

/** The sum of the mean squares of arrays of one shape: one mean. */
function meanOfSquares(arrays: readonly A.Node[]): A.Node {
  return A.mean(arrays.map(A.square).reduce((a, b) => A.add(a, b)));
}

function points(values: Float32Array): A.Node {
  return A.constant(values, [values.length / 2, 2]);
}

/** The program of loss, gradient and Adam, from the workload's own weights. */
async function step(gpu: Gpu, name: string, p: A.Node, loss: A.Node, { params }: PinnData): Promise<Running> {
  const { lr: rate, b1: beta1, b2: beta2, eps: epsilon } = settings;
  const updates = adam(p, A.grad(loss, [p])[0]!, { rate, beta1, beta2, epsilon });
  const compiled = await A.compileProgram(gpu, name, { outputs: { loss }, updates });
  compiled.write(p, flat(params));
  return running(gpu, compiled, 'loss');
}
