import { parseScene, regrid, type Scene, storedReference } from '../../../scenes';
import { Failure } from '../../../solvers/base/result';
import type { Gpu } from '../../../solvers/gpu';
import type { ReadAsset } from '../../reference/asset';
import { loadStored, type Truth } from '../../reference/truth';
import type { Plan } from '../start';
import { start } from '../start';
import { ExactRival, isKnown } from './exact-rival';
import { CLASSICAL, wordFor } from './kinds';
import { LiveRival } from './live-rival';
import type { Rival } from './rival';
import { TapeRival } from './tape-rival';
import type { Target } from './target';
import { Yardstick } from './yardstick';

/** Another way to the answer. */
export interface RivalPlan {
  readonly plan: Plan;
  readonly title: string;
  /** A stored solution over time; null = there is none. */
  readonly stored: Truth | null;
}

/**
 * How else a scene can be answered: by a classical method where its own is a network, by its own on a grid twice as fine
 * where it is classical and steady; null where neither is.
 * @param planned plans a scene document; throws `bad-input` where its method refuses it
 */
export async function rivalPlan(
  document: unknown,
  { method, problem }: Plan,
  planned: (scene: Scene) => Promise<Plan>,
  readAsset: ReadAsset,
): Promise<RivalPlan | null> {
  const scene = parseScene(document);
  if (CLASSICAL.includes(method.id)) {
    if (problem.time) return null;
    const finer = regrid({ ...scene, method: method.id }, 2 * Math.max(...problem.grid.cells));
    const plan = await planned(finer).catch(refused);
    return plan && { stored: null, plan, title: `${plan.problem.grid.cells.join(' × ')} cells` };
  }
  for (const id of CLASSICAL) {
    const plan = await planned({ ...scene, method: id }).catch(refused);
    if (plan) return { plan, title: wordFor(id), stored: await storedFor(scene, plan, readAsset) };
  }
  return null;
}

/** The stored solution of a scene whose pictures are over time; null where there is none, or it does not arrive. */
async function storedFor(scene: Scene, { problem }: Plan, readAsset: ReadAsset): Promise<Truth | null> {
  const found = problem.axes.length === 1 && problem.time ? storedReference(scene) : null;
  return found && loadStored(found, readAsset).catch(refused);
}

function refused(error: unknown): null {
  if (error instanceof Failure && error.code === 'bad-input') return null;
  throw error;
}

/**
 * The other answer, and what both are measured against (null = the other one).
 * @throws Failure `bad-input` where there is none, `out-of-memory`
 */
export async function makeRival(
  gpu: Gpu,
  { problem }: Plan,
  target: Target,
  other: RivalPlan | null,
): Promise<{ readonly rival: Rival; readonly truth: Rival | null; readonly yardstick: Yardstick | null }> {
  const truth = isKnown(problem, target) ? new ExactRival(gpu, problem, target) : null;
  const yardstick = other?.stored && !truth ? new Yardstick(problem, other.stored) : null;
  try {
    if (other) return { rival: await solved(gpu, other, target, yardstick), truth, yardstick };
    if (truth && !problem.time) return { rival: truth, truth, yardstick };
  } catch (error) {
    truth?.dispose();
    throw error;
  }
  truth?.dispose();
  throw new Failure('bad-input', 'no other method answers this scene, so there is nothing to compare with', 'method');
}

async function solved(
  gpu: Gpu,
  { plan, title }: RivalPlan,
  target: Target,
  yardstick: Yardstick | null,
): Promise<Rival> {
  if (target.overTime) return new TapeRival(gpu, title, plan, target, yardstick);
  const end = plan.problem.time?.max ?? null;
  return LiveRival.create(gpu, title, await start(gpu, plan), target, end);
}
