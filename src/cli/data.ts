import { writeFile } from 'node:fs/promises';
import { applySettings } from '../../scenes';
import { writeH5, writeNpz } from '../../solvers/io';
import { makeExamples } from '../../solvers/methods/fno/make-examples';
import { planScene } from '../worker/start';
import { readArguments, readChoice, readInteger, refuse } from './arguments';
import type { Command } from './console';
import { readScene } from './scene';
import { ADAPTERS } from './task';

export const data: Command = {
  name: 'data',
  summary: "solved examples of an operator's scene as a file",
  help: `usage: data SCENE --examples N --out FILE [options]

Draws N inputs as method fno does, solves them by the classical method, and writes them all: as .h5 in PDEBench's layout
(tensor [samples, times, x, ..], nu, x-coordinate, ..), as .npz by the names of the channels. train --data reads both.

  --examples N         how many
  --from K             the number of the first, from 0; training draws the same ones under the same numbers
  --set PATH=VALUE     changes the scene, as in grid.n=128 or recipes.fno.finer=5; may be given again
  --seed N             the scene's seed
  --adapter NAME       ${ADAPTERS.join(', ')}
  --out FILE           .h5 or .npz
  --help               this text`,

  async run(args, console) {
    const { values, positionals } = readArguments('data', args, {
      examples: { type: 'string' },
      from: { type: 'string' },
      set: { type: 'string', multiple: true },
      seed: { type: 'string' },
      adapter: { type: 'string' },
      out: { type: 'string' },
    });
    const [word, extra] = positionals;
    if (word === undefined || extra !== undefined) throw refuse('data takes one scene', 'scene');
    const { out = '' } = values;
    if (!/\.(h5|npz)$/.test(out)) throw refuse('--out is missing: name a file that ends in .h5 or .npz', '--out');
    const count = readInteger('--examples', values.examples ?? '', 1, 100_000);
    const from = readInteger('--from', values.from ?? '0', 0, 2 ** 24 - 1);
    const adapter = readChoice('--adapter', values.adapter ?? 'auto', ADAPTERS);
    const seed = values.seed === undefined ? [] : [`seed=${readInteger('--seed', values.seed, 0, 0xffff_ffff)}`];
    const scene = applySettings(await readScene(word), ['method=fno', ...(values.set ?? []), ...seed]);
    const { problem } = planScene(scene, console.methods);
    const gpu = await console.openGpu(adapter);
    try {
      const layout = out.endsWith('.h5') ? 'pdebench' : 'names';
      const arrays = await makeExamples(gpu, problem, { from, count, layout }, (done) => {
        console.err(`${done} of ${count} examples`);
        return !console.interrupt.aborted;
      });
      await writeFile(out, layout === 'pdebench' ? await writeH5(arrays) : writeNpz(arrays)).catch((error: Error) => {
        throw refuse(`--out: ${out} cannot be written (${error.message})`, '--out');
      });
      for (const [name, { shape }] of arrays) console.out(`${name} [${shape.join(', ')}]`);
      console.out(`written to ${out}`);
      return 0;
    } finally {
      gpu.close();
    }
  },
};
