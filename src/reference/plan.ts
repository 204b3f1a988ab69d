import { applySettings, regrid, resolve, type Scene, type StoredReference, storedReference } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import { type Inputs, type Methods, planScene } from '../worker/start';

/** Methods whose answers may stand for the truth, in the order in which they are asked. */
const CLASSICAL = ['flow', 'multigrid', 'evolve'] as const;

/** What an answer is measured against; nothing has been loaded or solved yet. `label` is what is said of it. */
export type ReferencePlan =
  | { readonly kind: 'exact'; readonly label: string }
  | { readonly kind: 'stored'; readonly label: string; readonly stored: StoredReference }
  | { readonly kind: 'method'; readonly label: string; readonly scene: Scene };

/**
 * What a scene's answer is measured against. `auto` is the exact solution, else a stored array, else another classical
 * method on a grid twice as fine; null where there is none of them. Only where the scene says `refined` a method is its
 * own reference, on a finer grid.
 * @param methods those that may be asked; without any, only exact and stored references are found
 * @param inputs arrays for the input fields; they keep the reference on their own grid
 * @throws Failure `bad-input` naming `reference` where the scene names one that it cannot have.
 */
export function referenceFor(scene: Scene, methods: Methods = {}, inputs: Inputs = {}): ReferencePlan | null {
  const { problem, reference } = resolve(scene);
  // Formulas of exact solutions and stored arrays were made for the scene's own input fields.
  const own = Object.keys(inputs).length === 0;
  const exact = (): ReferencePlan | null =>
    own && Object.keys(problem.exact).length > 0 ? { kind: 'exact', label: 'exact' } : null;
  const stored = (): ReferencePlan | null => {
    const found = storedReference(scene);
    // Whether an array for the start is the stored one's turns out when both are there.
    const starts = Object.keys(scene.inputs ?? {}).filter((name) => name === `${found?.start}0`);
    if (Object.keys(inputs).join() !== starts.join()) return null;
    return found && { kind: 'stored', label: `stored: ${found.name}`, stored: found };
  };
  const solved = (names: readonly string[]): ReferencePlan | null => {
    const { method } = planScene(scene, methods, inputs);
    for (const name of names) {
      const plan = methods[name] === method ? null : byMethod(scene, name, methods, inputs);
      if (plan) return plan;
    }
    return null;
  };
  const needed = (plan: ReferencePlan | null, why: string): ReferencePlan => {
    if (plan) return plan;
    throw new Failure('bad-input', `reference: ${why}; "auto" takes what there is`, 'reference');
  };
  switch (reference) {
    case 'none':
      return null;
    case 'auto':
      return exact() ?? stored() ?? (Object.keys(methods).length > 0 ? solved(CLASSICAL) : null);
    case 'exact':
      return needed(exact(), 'the scene has no exact solution');
    case 'stored':
      return needed(stored(), 'no stored solution holds for this problem and these parameters');
    case 'refined':
      return needed(refined(scene, methods, inputs), 'this grid cannot be twice as fine');
    default:
      return needed(solved([reference]), `${reference} is no other method that solves this scene`);
  }
}

/** The scene's own method on a grid twice as fine, with steps that err less: what tells how fine is fine enough. */
function refined(scene: Scene, methods: Methods, inputs: Inputs): ReferencePlan | null {
  if (Object.keys(methods).length === 0) return null;
  const { method, problem } = planScene(scene, methods, inputs);
  return byMethod(applySettings(scene, method.finer?.(problem) ?? []), method.id, methods, inputs);
}

function byMethod(scene: Scene, name: string, methods: Methods, inputs: Inputs): ReferencePlan | null {
  if (!Object.hasOwn(methods, name)) return null;
  try {
    const same = applySettings(scene, [`method=${name}`, 'save=[]']);
    const cells = resolve(same).problem.grid.cells;
    const fine = Object.keys(inputs).length > 0 ? same : regrid(same, 2 * Math.max(...cells));
    const { problem } = planScene(fine, methods, inputs);
    return { kind: 'method', label: `${name} on ${problem.grid.cells.join(' x ')} cells`, scene: fine };
  } catch (error) {
    // The method does not fit, or the grid is over a cap.
    if (error instanceof Failure) return null;
    throw error;
  }
}
