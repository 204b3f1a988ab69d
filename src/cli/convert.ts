import { writeFile } from 'node:fs/promises';
import { inLayout, LAYOUTS } from '../../solvers/methods/fno/layouts';
import { readArguments, readChoice, refuse } from './arguments';
import type { Command } from './console';
import { readWeightsFile, weightsBytes } from './weights-file';

export const convert: Command = {
  name: 'convert',
  summary: 'weights of an operator in the layout of another program',
  help: `usage: convert FILE --to LAYOUT --out FILE

Writes weights of method fno by other names and shapes, without changing a number; docs/weights.md lists them key by
key, with loaders for PyTorch. FILE is .safetensors or .npz, in any of the layouts.

  --to LAYOUT    ${LAYOUTS.join(', ')}
  --out FILE     .safetensors or .npz
  --help         this text`,

  async run(args, console) {
    const options = { to: { type: 'string' }, out: { type: 'string' } } as const;
    const { values, positionals } = readArguments('convert', args, options);
    const [file, extra] = positionals;
    if (file === undefined || extra !== undefined) throw refuse('convert takes one file of weights', 'arguments');
    const layout = readChoice('--to', values.to ?? 'nablab', LAYOUTS);
    const { out } = values;
    if (!out || !/\.(safetensors|npz)$/.test(out)) {
      throw refuse('--out is missing: name a file that ends in .safetensors or .npz', '--out');
    }
    const { tensors, metadata } = await readWeightsFile(file, 'FILE');
    const weights = inLayout({ tensors, metadata }, layout);
    await writeFile(out, weightsBytes(weights, out)).catch((error: Error) => {
      throw refuse(`--out: ${out} cannot be written (${error.message})`, '--out');
    });
    console.out(`${weights.tensors.size} arrays written to ${out}`);
    return 0;
  },
};
