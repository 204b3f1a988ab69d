import * as A from '../../../solvers/array';
import type { Gpu } from '../../../solvers/gpu';
import { type Fno, fno, fnoCount } from '../../../solvers/nets';
import { adam } from '../../../solvers/optim';
import type { Running, Workload } from '../workload';
import { type FnoData, fnoData, parameters } from './data';
import { flat, running } from './training';

const { W3, adam: settings } = parameters;

const NETWORK: Fno = {
  inputs: W3.inChannels,
  lift: [],
  width: W3.width,
  layers: W3.layers,
  modes: [W3.modes, W3.modes],
  projection: [W3.proj],
  outputs: 1,
  activation: 'gelu',
};

/** A training step of a Fourier neural operator: relative error, gradient and Adam in one program. */
export const fourierOperator: readonly Workload[] = [
  { name: 'W3', step: 'training step', size: W3.batch * W3.n ** 2, prepare },
];

function prepare(gpu: Gpu): Promise<Running> {
  const data = fnoData(W3);
  const p = A.variable('parameters', [fnoCount(NETWORK)]);
  const build = (): Promise<A.CompiledProgram> => {
    const loss = relativeError(p, data);
    const { lr: rate, b1: beta1, b2: beta2, eps: epsilon } = settings;
    const updates = adam(p, A.grad(loss, [p])[0]!, { rate, beta1, beta2, epsilon });
    return A.compileProgram(gpu, 'W3', { outputs: { loss }, updates });
  };
  const layers = data.layers.flatMap((layer) => [...modeByMode(layer.Rr, layer.Ri), ...flat([layer])]);
  const initial = [...flat([data.lift]), ...layers, ...flat([data.proj1, data.proj2])];
  return running(gpu, build, 'loss', (compiled) => compiled.write(p, initial));
}

/** The mean over samples of |out - target| / |target|. */
function relativeError(p: A.Node, { inp, tgt }: FnoData): A.Node {
  const { batch, n, inChannels } = W3;
  const out = fno(p, A.constant(inp, [batch, n, n, inChannels]), NETWORK);
  const target = A.constant(tgt, [batch, n * n]);
  const error = A.sum(A.square(A.sub(A.reshape(out, target.shape), target)), [1]);
  return A.mean(A.sqrt(A.div(error, A.sum(A.square(target), [1]))));
}

/** Spectral weights [corner, in, out, m, m] of two parts as [2 m, m, part, in, out]. */
function modeByMode(...parts: readonly Float32Array[]): Float32Array {
  const { modes, width } = W3;
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
