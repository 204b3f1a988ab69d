import { mkdir } from 'node:fs/promises';
import { applySettings, type Scene } from '../../scenes';
import type { AdapterChoice } from '../../solvers/gpu/node';
import { referenceFor } from '../reference/plan';
import { type Inputs, planScene } from '../worker/start';
import { readArguments, readChoice, readInteger, readPositive, refuse } from './arguments';
import type { Console } from './console';
import { type GivenExamples, readExamples } from './examples';
import { type Export, readExports } from './exports';
import { casesOf, readInput } from './inputs';
import { readScene } from './scene';
import { withStarts } from './starts';
import { type GivenWeights, readWeights, wordFor } from './weights';

export const ADAPTERS = ['auto', 'llvmpipe', 'swiftshader'] as const;

/** What `solve` and `train` share on the command line, as --help tells it. */
export const TASK_HELP = `  --method NAME        the method, if not the scene's own
  --set PATH=VALUE     changes the scene, as in params.Re=700 or grid.n=128; may be given again
  --input NAME=FILE    an .npy array for one of the scene's input fields, axes [y][x]; the answer gets its shape.
                       One axis more in front is a set of cases. NAME may be an unknown: the array is its start,
                       at nodes, and the grid stays the scene's. May be given again
  --steps N            stop after N steps
  --seconds S          stop after S seconds of wall time
  --seed N             the scene's seed
  --weights FILE       begin with the numbers of a .safetensors or .npz file; without --steps or --seconds nothing is
                       trained and they are the answer. FILE may be the word shipped: those that come with the
                       program for this scene and method. Operators (fno, nsm, pi-*, ..) are solved with them unless
                       something is said of weights or of training; else nothing is loaded unless this is said
  --scratch            train from nothing
  --adapter NAME       ${ADAPTERS.join(', ')}
  --json               progress and result as JSON lines on standard output
  --out DIR            where metrics.json, fields.npz and scene.json go, and weights.safetensors where something was
                       trained; made if missing
  --export LIST        further formats, as in csv,vti,h5,py: tables, VTK images for ParaView (.vtr where the grid is
                       stretched), HDF5, a DeepXDE script that states the same problem
  --help               this text`;

/** What errors are measured against, as --help tells it. */
export const REFERENCE_HELP = `Errors (relL2, relL2.NAME, maxError.NAME) are measured against the scene's reference; metrics.json names it. "auto",
unless the scene says otherwise: the exact solution, else a stored one, else another method on a grid twice as fine,
which is solved before; --set reference=none leaves it out. What a scene expects of its metrics is checked where it is
solved as it stands, without --set, --method, --seed or --input, and to its end.`;

/** What a command line asks to be solved. */
export interface Task {
  readonly scene: Scene;
  readonly method: string;
  /** The inputs of each case. */
  readonly inputs: readonly Inputs[];
  readonly set: boolean;
  readonly limits: { readonly steps?: number; readonly seconds?: number };
  readonly weights: GivenWeights | null;
  /** Open files of solved examples, closed by whoever asked for the task; null = the method makes its own. */
  readonly examples: GivenExamples | null;
  readonly adapter: AdapterChoice;
  readonly json: boolean;
  readonly out: string;
  readonly exports: readonly Export[];
}

const OPTIONS = {
  method: { type: 'string' },
  set: { type: 'string', multiple: true },
  input: { type: 'string', multiple: true },
  steps: { type: 'string' },
  seconds: { type: 'string' },
  seed: { type: 'string' },
  weights: { type: 'string' },
  scratch: { type: 'boolean' },
  adapter: { type: 'string' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  export: { type: 'string' },
  every: { type: 'string' },
  data: { type: 'string', multiple: true },
  'test-data': { type: 'string', multiple: true },
} as const;

/**
 * Reads the arguments of `solve` and `train`. Everything that can be refused is, before a GPU is opened; then the folder
 * is made.
 * @returns the task, and the text of `--every`, which only `train` takes.
 */
export async function readTask(
  command: 'solve' | 'train',
  args: readonly string[],
  console: Console,
): Promise<{ task: Task; every: string | undefined }> {
  const { every: _, data: __, 'test-data': ___, ...solve } = OPTIONS;
  const { values, positionals } = readArguments(
    command,
    args,
    command === 'train' ? OPTIONS : (solve as typeof OPTIONS),
  );
  const [word, extra] = positionals;
  if (word === undefined) {
    throw refuse(`SCENE is missing: name a scene, as in ${command} cavity-re100 --out DIR`, 'scene');
  }
  if (extra !== undefined) throw refuse(`there are two scenes, ${word} and ${extra}: name one`, 'scene');
  if (values.steps !== undefined && values.seconds !== undefined)
    throw refuse('--steps and --seconds exclude each other', '--steps');
  if (values.weights !== undefined && values.scratch)
    throw refuse('--weights and --scratch exclude each other', '--scratch');
  const limits = {
    // To train is meant even where weights are given and no limit is.
    ...(command === 'train' && { steps: Number.POSITIVE_INFINITY }),
    ...(values.steps === undefined ? {} : { steps: readInteger('--steps', values.steps, 1) }),
    ...(values.seconds === undefined ? {} : { seconds: readPositive('--seconds', values.seconds) }),
  };
  const adapter = readChoice('--adapter', values.adapter ?? 'auto', ADAPTERS);
  const settings = [
    ...(values.set ?? []),
    ...(values.method === undefined ? [] : [`method=${values.method}`]),
    ...(values.seed === undefined ? [] : [`seed=${readInteger('--seed', values.seed, 0, 0xffff_ffff)}`]),
  ];
  const out = values.out;
  if (!out) throw refuse('--out is missing: name a folder for the answer', '--out');
  const stated = expecting(await readScene(word), settings, values.input !== undefined);
  const given = withStarts(stated, await Promise.all((values.input ?? []).map(readInput)));
  const { scene, inputs, set } = casesOf(given.scene, given.files);
  const [first] = inputs.map((one) => planScene(scene, console.methods, one));
  const method = first!.method.id;
  // What is found by itself is looked for later; what the scene asks for must be there.
  if (scene.reference !== undefined && scene.reference !== 'auto') referenceFor(scene, console.methods, inputs[0]);
  const named = wordFor(command === 'train' ? { ...values, scratch: true } : values, scene, first!.method);
  const weights = named === null ? null : await readWeights(named, scene, method, console);
  const exports = readExports(values.export, scene);
  const examples = await readExamples(values.data ?? [], values['test-data'] ?? []);
  await mkdir(out, { recursive: true }).catch((error: Error) => {
    throw refuse(`--out: the folder ${out} cannot be made (${error.message})`, '--out');
  });
  const task = {
    scene,
    method,
    inputs,
    set,
    limits,
    weights,
    examples,
    adapter,
    json: values.json ?? false,
    out,
    exports,
  };
  return { task, every: values.every };
}

/** Settings that leave the problem and the way it is solved as they are. */
const HARMLESS = /^(expect|reference|save|title|description|view)\b/;

/** The scene with its settings made. What it expects holds for itself only: where it was changed, that is left out. */
function expecting(scene: Scene, settings: readonly string[], inputs: boolean): Scene {
  const changed = inputs || settings.some((setting) => !HARMLESS.test(setting));
  const asked = settings.some((setting) => setting.startsWith('expect'));
  if (!changed || asked) return applySettings(scene, settings);
  const { expect: _, ...rest } = scene;
  return applySettings(rest, settings);
}
