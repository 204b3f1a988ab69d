import { writeFile } from 'node:fs/promises';
import { applySettings, resolve } from '../../scenes';
import { inLayout, LAYOUTS } from '../../solvers/methods/fno/layouts';
import { MODEL_METHODS, type ModelMethod, operatorModel } from '../onnx/operator';
import { readArguments, readChoice, refuse } from './arguments';
import type { Command, Console } from './console';
import { readScene } from './scene';
import { readWeights } from './weights';
import { readWeightsFile, weightsBytes } from './weights-file';

const ONNX = 'onnx';

export const convert: Command = {
  name: 'convert',
  summary: 'weights of an operator in the layout of another program',
  help: `usage: convert FILE --to LAYOUT --out FILE
       convert FILE --to onnx --scene SCENE [--set PATH=VALUE] --out FILE.onnx

Writes weights of method fno by other names and shapes, without changing a number; docs/weights.md lists them key by
key, with loaders for PyTorch. FILE is .safetensors or .npz, in any of the layouts. With --to onnx it writes the whole
answer on the scene's grid, units and places included, for any runtime of ONNX (opset 17); FILE may then be the word
shipped: the weights that come with the program for this scene.

  --to LAYOUT    ${LAYOUTS.join(', ')}, ${ONNX}
  --scene SCENE  a preset's id, a scene file or a link
  --set PATH=VALUE  changes the scene, as in grid.n=128; may be given again
  --method NAME  whose weights they are, for onnx: ${MODEL_METHODS.join(', ')}
  --out FILE     .safetensors or .npz; .onnx
  --help         this text`,

  async run(args, console) {
    const { values, positionals } = readArguments('convert', args, {
      to: { type: 'string' },
      out: { type: 'string' },
      scene: { type: 'string' },
      set: { type: 'string', multiple: true },
      method: { type: 'string' },
    });
    const [file, extra] = positionals;
    if (file === undefined || extra !== undefined) throw refuse('convert takes one file of weights', 'arguments');
    const layout = readChoice('--to', values.to ?? 'nablab', [...LAYOUTS, ONNX]);
    const { out, scene, set } = values;
    const endings = layout === ONNX ? ['onnx'] : ['safetensors', 'npz'];
    if (!out || !endings.some((ending) => out.endsWith(`.${ending}`))) {
      throw refuse(`--out is missing: name a file that ends in .${endings.join(' or .')}`, '--out');
    }
    if (layout === ONNX) {
      if (scene === undefined) throw refuse('--scene is missing: a model is of one scene and its grid', '--scene');
      const method = readChoice('--method', values.method ?? 'fno', MODEL_METHODS);
      return await writeModel({ file, scene, settings: set ?? [], method, out }, console);
    }
    if (scene ?? set ?? values.method) throw refuse('--scene, --set and --method are of --to onnx', '--scene');
    const { tensors, metadata } = await readWeightsFile(file, 'FILE');
    const weights = inLayout({ tensors, metadata }, layout);
    await write(out, weightsBytes(weights, out));
    console.out(`${weights.tensors.size} arrays written to ${out}`);
    return 0;
  },
};

/** What a model is made of. */
interface Wanted {
  readonly file: string;
  readonly scene: string;
  readonly settings: readonly string[];
  readonly method: ModelMethod;
  readonly out: string;
}

async function writeModel({ file, settings, method, out, ...wanted }: Wanted, console: Console): Promise<number> {
  const scene = applySettings(await readScene(wanted.scene), settings);
  const { weights } = await readWeights(file, scene, method, console);
  const { bytes, input, output, inputs, outputs } = operatorModel(method, resolve(scene).problem, weights);
  await write(out, bytes);
  const told = (shape: readonly number[], names: readonly string[]) => `[${shape.join(', ')}] of ${names.join(', ')}`;
  console.out(`input ${told(input, inputs)}, output ${told(output, outputs)} written to ${out}`);
  return 0;
}

function write(out: string, bytes: Uint8Array): Promise<void> {
  return writeFile(out, bytes).catch((error: Error) => {
    throw refuse(`--out: ${out} cannot be written (${error.message})`, '--out');
  });
}
