import { parseScene } from '../../scenes';
import { openGpu } from '../../solvers/gpu';
import { methods } from '../../solvers/methods';
import { richardson } from '../richardson';
import { Host } from './host';
import { planScene } from './start';

/** The engine with its real parts, for a worker or, where workers have no WebGPU, for the page itself. */
export function createEngine(): Host {
  return new Host({
    openGpu: (options) => openGpu(globalThis.navigator?.gpu, options),
    plan: (scene) => planScene(parseScene(scene), methods),
    richardson: (gpu, scene) => richardson(gpu, methods, parseScene(scene)),
    // three.js is large and a solve needs no picture.
    openPicture: async (gpu) => (await import('../view/stage')).Stage.create(gpu),
    // Stops in hidden tabs, in workers too, and so do the pictures with it; the solver goes on.
    requestFrame: (callback) => void requestAnimationFrame(callback),
  });
}
