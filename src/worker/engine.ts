import { parseScene } from '../../scenes/parse';
import { Failure } from '../../solvers/base/result';
import { openGpu } from '../../solvers/gpu';
import { loaders } from '../../solvers/methods';
import type { Method } from '../../solvers/methods/solver';
import { richardson } from '../richardson';
import { openFrames } from './history-frames';
import { Host } from './host';
import type { MethodFit } from './protocol';
import { type Plan, planScene } from './start';

/** The engine with its real parts, for a worker or, where workers have no WebGPU, for the page itself. */
export function createEngine(): Host {
  return new Host({
    openGpu: (options) => openGpu(globalThis.navigator?.gpu, options),
    plan: planned,
    async richardson(gpu, scene) {
      const { method } = await planned(scene);
      return richardson(gpu, { [method.id]: method }, { ...parseScene(scene), method: method.id });
    },
    // Not before it is asked for: a first visit loads as little as it can.
    rival: async (scene, plan) => (await import('./compare/choose')).rivalPlan(scene, plan, planned, readAsset),
    fits,
    // three.js is large and a solve needs no picture.
    openPicture: async (gpu) => (await import('../view/stage')).Stage.create(gpu),
    openFrames,
    // Chromium grants a worker some in hidden tabs too, and none after a crash of the GPU process: see frame-source.ts.
    requestFrame: (callback) => void requestAnimationFrame(callback),
  });
}

/** Plans a scene with the methods that it takes: the one it names, else one after the other until one fits. */
async function planned(document: unknown): Promise<Plan> {
  const scene = parseScene(document);
  const ids = Object.keys(loaders);
  const wanted = scene.method !== undefined && ids.includes(scene.method) ? [scene.method] : ids;
  const methods: Record<string, Method> = {};
  let refusal: unknown;
  for (const id of wanted) {
    methods[id] = await loaders[id]!();
    try {
      const plan = planScene(scene, methods);
      if (!plan.method.isOperator) return plan;
      const { weightsFor } = await import('./come-along');
      return { ...plan, weights: await weightsFor(scene, id, readAsset) };
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

/** A file of the site: the engine's script lies one folder below, but where the files are served as they are written. */
async function readAsset(path: string): Promise<Uint8Array | null> {
  const here = import.meta.env.DEV ? globalThis.location.origin : new URL('..', import.meta.url).href;
  const answer = await fetch(new URL(path, here)).catch(() => null);
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
}

/** Every method with what it says of a scene. */
function fits(document: unknown): Promise<MethodFit[]> {
  const scene = parseScene(document);
  return Promise.all(
    Object.entries(loaders).map(async ([id, load]) => {
      const method = await load();
      try {
        planScene({ ...scene, method: id }, { [id]: method });
        return { id, title: method.title, refusal: null };
      } catch (error) {
        if (error instanceof Failure && error.code === 'bad-input') {
          return { id, title: method.title, refusal: error.message };
        }
        throw error;
      }
    }),
  );
}
