import * as A from '../../../solvers/array';
import type { Gpu } from '../../../solvers/gpu';
import { type Fno, fno, fnoCount } from '../../../solvers/nets';
import { adam } from '../../../solvers/optim';
import type { Running, Workload } from '../workload';
import { type FnoData, fnoData, parameters } from './data';
import { flat, running } from './training';

const { W3, adam: settings } = parameters;

/** Frequencies that lines of cost are drawn through; the width and all else are W3's. */
const MODES = [4, 8, 12, 16, 24];

/** A training step of a Fourier neural operator (relative error, gradient and Adam in one program), and an answer. */
export const fourierOperator: readonly Workload[] = [
  { name: 'W3', step: 'training step', size: W3.batch * W3.n ** 2, prepare: (gpu) => prepareTraining(gpu, 'W3', W3) },
  { name: 'W3i', step: 'answer', size: W3.batch * W3.n ** 2, prepare: prepareAnswer },
];

export const fourierGrowth: readonly Workload[] = MODES.map((modes) => ({
  name: `fno-modes-${modes}`,
  step: 'training step',
  size: W3.batch * W3.n ** 2,
  growth: { family: 'FNO training step', of: 'modes along each axis', at: modes },
  prepare: (gpu) => prepareTraining(gpu, `fno-modes-${modes}`, { ...W3, modes }),
}));

type Sizes = typeof W3;

function networkOf({ inChannels, width, layers, modes, proj }: Sizes): Fno {
  return {
    ...{ inputs: inChannels, lift: [], width, layers, modes: [modes, modes] },
    ...{ projection: [proj], outputs: 1, activation: 'gelu' },
  };
}

function prepareTraining(gpu: Gpu, name: string, sizes: Sizes): Promise<Running> {
  const data = fnoData(sizes);
  const network = networkOf(sizes);
  const p = A.variable('parameters', [fnoCount(network)]);
  const build = (): Promise<A.CompiledProgram> => {
    const loss = relativeError(fno(p, inputOf(data), network), data);
    const { lr: rate, b1: beta1, b2: beta2, eps: epsilon } = settings;
    const updates = adam(p, A.grad(loss, [p])[0]!, { rate, beta1, beta2, epsilon });
    return A.compileProgram(gpu, name, { outputs: { loss }, updates });
  };
  return running(gpu, build, 'loss', (compiled) => compiled.write(p, parametersOf(data, sizes)));
}

/** Its check is element [0, 1, 1, 0] of the answer. */
function prepareAnswer(gpu: Gpu): Promise<Running> {
  const data = fnoData(W3);
  const network = networkOf(W3);
  const p = A.variable('parameters', [fnoCount(network)]);
  const build = (): Promise<A.CompiledProgram> => {
    return A.compileProgram(gpu, 'W3i', { outputs: { out: fno(p, inputOf(data), network) } });
  };
  return running(gpu, build, 'out', (compiled) => compiled.write(p, parametersOf(data, W3)), W3.n + 1);
}

function inputOf({ inp }: FnoData): A.Node {
  return A.constant(inp, [W3.batch, W3.n, W3.n, W3.inChannels]);
}

function parametersOf(data: FnoData, sizes: Sizes): number[] {
  const layers = data.layers.flatMap((layer) => [...modeByMode(sizes, layer.Rr, layer.Ri), ...flat([layer])]);
  return [...flat([data.lift]), ...layers, ...flat([data.proj1, data.proj2])];
}

/** The mean over samples of |out - target| / |target|. */
function relativeError(out: A.Node, { tgt }: FnoData): A.Node {
  const { batch, n } = W3;
  const target = A.constant(tgt, [batch, n * n]);
  const error = A.sum(A.square(A.sub(A.reshape(out, target.shape), target)), [1]);
  return A.mean(A.sqrt(A.div(error, A.sum(A.square(target), [1]))));
}

/** Spectral weights [corner, in, out, m, m] of two parts as [2 m, m, part, in, out]. */
function modeByMode({ modes, width }: Sizes, ...parts: readonly Float32Array[]): Float32Array {
  const [corner, pairs] = [modes ** 2, width ** 2];
  const result = new Float32Array(4 * corner * pairs);
  parts.forEach((part, which) => {
    for (let mode = 0; mode < 2 * corner; mode++) {
      const first = Math.floor(mode / corner) * pairs * corner + (mode % corner);
      for (let pair = 0; pair < pairs; pair++) {
        result[(2 * mode + which) * pairs + pair] = part[first + pair * corner]!;
      }
    }
  });
  return result;
}
