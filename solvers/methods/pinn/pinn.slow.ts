import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { compile } from '../../expr';
import { PROBLEMS, problemOf } from './pinn.testing';
import { PinnTraining } from './training';

const npy = (path: string): Float64Array => {
  const bytes = readFileSync(path);
  return new Float64Array(
    bytes.buffer.slice(bytes.byteOffset + 10 + bytes.readUInt16LE(8), bytes.byteOffset + bytes.length),
  );
};
const REF: Record<string, string> = { burgers: 'a_burgers', 'allen-cahn': 'b_allen_cahn', kdv: 'c_kdv' };

for (const name of (process.env.CASES ?? 'helmholtz').split(',')) {
  it(name, async () => {
    const gpu = await openTestGpu();
    const text = PROBLEMS[name];
    const problem = problemOf({
      ...text,
      seed: Number(process.env.SEED ?? 0),
      recipe: { ...text.recipe, ...JSON.parse(process.env.RECIPE ?? '{}') },
    });
    const training = await PinnTraining.create(gpu, problem);
    console.log(training.statement.notes.join('; '), 'P', training.weights.layout.parameters);
    const errors = async (): Promise<string> => {
      const { axes } = training.statement;
      let places: number[][];
      let truth: Float64Array[];
      if (REF[name]) {
        const base = `/work/shared/reference/${REF[name]}`;
        const [x, t, u] = [npy(`${base}.x.npy`), npy(`${base}.t.npy`), npy(`${base}.u.npy`)];
        places = [Array.from(u, (_, k) => x[k % x.length]), Array.from(u, (_, k) => t[Math.floor(k / x.length)])];
        truth = [u];
      } else {
        const n = 101;
        const grid = axes.map(({ min, max }, a) =>
          Array.from(
            { length: n * n },
            (_, k) => min + ((max - min) * (a === 0 ? k % n : Math.floor(k / n))) / (n - 1),
          ),
        );
        places = grid;
        const names = [...axes.map((axis) => axis.name), ...Object.keys(problem.parameters)];
        truth = problem.unknowns.map((u) => {
          const f = compile(problem.exact[u], names);
          return Float64Array.from({ length: n * n }, (_, k) =>
            f([...axes.map((_, a) => grid[a][k]), ...Object.values(problem.parameters)]),
          );
        });
      }
      const found = await training.sample(places);
      return found
        .map((own, u) => {
          let shift = 0;
          if (training.statement.floating.includes(problem.unknowns[u])) {
            for (let k = 0; k < own.length; k++) shift += (truth[u][k] - own[k]) / own.length;
          }
          let [e, s] = [0, 0];
          for (let k = 0; k < own.length; k++) {
            e += (own[k] + shift - truth[u][k]) ** 2;
            s += truth[u][k] ** 2;
          }
          return `${problem.unknowns[u]} ${Math.sqrt(e / s).toExponential(2)}`;
        })
        .join(' ');
    };
    const begin = performance.now();
    const every = Number(process.env.EVERY ?? 25);
    let trials = 0;
    let krylov = 0;
    const limit = Number(process.env.LIMIT ?? training.recipe.iterations);
    while (training.iterations < limit) {
      const { loss, accepted, trials: t, krylov: k } = await training.iterate();
      trials += t;
      krylov += k;
      if (training.iterations % every === 0 || !accepted) {
        const seconds = ((performance.now() - begin) / 1000).toFixed(1);
        const { damping, relative } = training.levenberg.state;
        console.log(
          `${training.iterations} loss ${loss.toExponential(3)} ${await errors()} lam ${damping.toExponential(1)} s ${relative.toExponential(1)} trials ${trials} krylov ${krylov} ${seconds} s ${(training.levenberg.spent.flops / 1e9).toFixed(0)} GF${accepted ? '' : ' REJECTED'}`,
        );
      }
      if (!accepted && !(training.recipe.redraw > 0)) break;
    }
    training.dispose();
    gpu.close();
  });
}
