// Not by the index: presets and references would come along into every worker.
import { resolve } from '../../scenes/resolve';
import type { Scene } from '../../scenes/schema';
import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { GridValues, InputField, Problem } from '../../solvers/methods/problem';
import type { Method, Solver, Weights } from '../../solvers/methods/solver';

/** A checked scene, ready to start: nothing has been allocated yet. */
export interface Plan {
  readonly method: Method;
  readonly problem: Problem;
  /** What the scene left open and was chosen for it. */
  readonly notes: readonly string[];
  /** Trained weights that come along for an operator. */
  readonly weights?: Weights | null;
}

export type Methods = Readonly<Record<string, Method>>;

/** Arrays for a scene's input fields, by name. */
export type Inputs = Readonly<Record<string, GridValues>>;

/**
 * Resolves a checked scene and asks its method whether it fits; where the scene names none, the first that fits.
 * @param inputs take the place of the formulas or files of the scene's input fields.
 * @throws Failure `bad-input` whose line starts with the field's name.
 */
export function planScene(scene: Scene, methods: Methods, inputs: Inputs = {}): Plan {
  const { problem: stated, method: name, notes } = resolve(scene);
  const problem = { ...stated, inputs: filled(stated.inputs, inputs) };
  const method = name === null ? choose(problem, methods) : byName(name, methods);
  const refusal = method.refuses(problem);
  if (refusal !== null) throw new Failure('bad-input', refusal, 'method');
  const chosen = name === null ? [`method: ${method.id}, as the scene names none and it solves such equations`] : [];
  return { method, problem, notes: [...notes, ...chosen] };
}

function byName(name: string, methods: Methods): Method {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method) return method;
  const names = Object.keys(methods).join(', ');
  throw new Failure('bad-input', `method: there is no ${name}; choose from ${names}`, 'method');
}

/** The first method that does not refuse; where all do, the reasons of all. */
function choose(problem: Problem, methods: Methods): Method {
  const all = Object.values(methods);
  const refusals = all.map((method) => method.refuses(problem));
  const fit = all.find((_, i) => refusals[i] === null);
  if (fit) return fit;
  const reasons = all.map(({ id }, i) => `${id}: ${refusals[i]}`).join('; ');
  throw new Failure('bad-input', `method: none solves this scene (${reasons})`, 'method');
}

function filled(fields: Problem['inputs'], inputs: Inputs): Problem['inputs'] {
  const stray = Object.keys(inputs).find((name) => !Object.hasOwn(fields, name));
  if (stray !== undefined) {
    const names = Object.keys(fields).join(', ');
    const advice = names === '' ? 'the scene has no input fields' : `choose from ${names}`;
    throw new Failure('bad-input', `inputs.${stray}: there is no such field: ${advice}`, `inputs.${stray}`);
  }
  const entries = Object.entries(fields).map(([name, field]): [string, InputField] => {
    const values = inputs[name] ?? null;
    if (field.formula !== null || values !== null) return [name, { ...field, values }];
    const advice = 'it has no formula and no file was given: hand one in (--input on the command line)';
    throw new Failure('bad-input', `inputs.${name}: ${advice}`, `inputs.${name}`);
  });
  return Object.fromEntries(entries);
}

/**
 * Starts a plan on a device, with weights that come along where they fit its recipe.
 * @throws Failure `out-of-memory` naming `grid.n`: before anything is allocated, or where the system has less than the
 * budget. Nothing is left on the device where it fails.
 */
export async function start(gpu: Gpu, plan: Plan): Promise<Solver> {
  const { method, problem } = plan;
  const cells = problem.grid.cells.join(' x ');
  gpu.assertFits(method.memory(problem), `grid.n: a grid of ${cells} cells`, 'grid.n');
  try {
    return await gpu.attempt(() => begin(gpu, plan));
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'out-of-memory' || error.field !== undefined) throw error;
    throw new Failure('out-of-memory', error.message, 'grid.n');
  }
}

async function begin(gpu: Gpu, { method, problem, weights }: Plan): Promise<Solver> {
  const solver = await method.init(gpu, problem);
  try {
    if (weights) await solver.takeWeights?.(weights);
  } catch (error) {
    // A network of another size begins from nothing.
    if (!(error instanceof Failure && error.code === 'bad-input')) throw error;
  }
  return solver;
}
