import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve as pathOf } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applySettings, presetById, resolve, shippedWeights } from '../../scenes';
import { methods } from '../../solvers/methods/all';
import { settingsOf } from '../../solvers/methods/fno/settings';
import type { Channels } from '../../solvers/methods/fno/task';
import { taskOf } from '../../solvers/methods/fno/task-of';
import type { Solver } from '../../solvers/methods/solver';
import { openTestGpu } from '../../tests/gpu';
import { loadShipped } from '../reference/shipped';
import { operatorModel } from './operator';

/*
 * Exported models in ONNX Runtime Web (wasm, one thread) against the method on the device:
 * npx vitest run --config vitest.slow.config.ts src/onnx/operator.slow.ts
 */

interface Runtime {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(model: Uint8Array): Promise<{
      run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array; dims: readonly number[] }>>;
    }>;
  };
}

const peers = pathOf('e2e/bench/peers/package.json');
const installed = existsSync(join(peers, '../node_modules/onnxruntime-web'));
if (!installed) console.info('skipped: ONNX Runtime Web is not there; `npm run bench -- --peers` installs it');

/** What the method answers to the scene's own input, the last frame after so many. */
async function answered(solver: Solver): Promise<Float64Array> {
  const [field] = await solver.fields();
  return field!.data;
}

describe.skipIf(!installed)('in ONNX Runtime', () => {
  test.each([
    ['darcy', []],
    ['darcy', ['grid.n=96']],
    ['burgers-operator', []],
    ['heat', ['grid.n=64']],
    ['diffusion-sorption', []],
    ['ns-vorticity-forced', []],
  ])('%s %j: the answer of the shipped weights', async (id, settings) => {
    const scene = applySettings(presetById(id).scene, [...settings, 'method=fno']);
    const shipped = shippedWeights(scene, 'fno');
    const weights = await loadShipped(shipped!, (path) => readFile(join('public', path)));
    const { problem } = resolve(scene);
    const { bytes, input, output } = operatorModel('fno', problem, weights);

    const gpu = await openTestGpu();
    const ort = createRequire(peers)('onnxruntime-web') as Runtime;
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(bytes);
    const solver = await methods.fno!.init(gpu, problem);
    try {
      await solver.takeWeights!(weights);
      const task = taskOf(gpu, problem, settingsOf(problem));
      let given: Channels = task.stated(problem.parameters);
      const truth = await answered(solver);
      let found = new Float32Array();
      let milliseconds = 0;
      for (let frame = 0; frame < task.frames; frame++) {
        const start = performance.now();
        const results = await session.run({ input: new ort.Tensor('float32', given.data, input) });
        milliseconds = performance.now() - start;
        expect(results.output!.dims).toEqual(output);
        found = new Float32Array(results.output!.data);
        given = task.next(given, { shape: task.points, count: task.outputs.length, data: found });
      }
      const last = truth.subarray(truth.length - found.length / task.outputs.length);
      const own = last.map((_, at) => found[at * task.outputs.length]!);
      const scale = Math.hypot(...last);
      const error = Math.hypot(...last.map((value, at) => value - own[at]!)) / scale;
      const told = [
        `${(bytes.length / 1e6).toFixed(1)} MB`,
        `frames ${task.frames}`,
        `${milliseconds.toFixed(0)} ms a call`,
      ];
      console.info(id, settings.join(), 'relative difference', error.toExponential(1), ...told);
      // Both are in f32; each layer rounds sums of some hundred terms, and frames carry that on.
      expect(error).toBeLessThan(3e-6 * Math.max(10, task.frames));
    } finally {
      solver.dispose();
      gpu.close();
    }
  });
});
