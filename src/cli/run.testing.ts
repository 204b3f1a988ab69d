import { readFileSync } from 'node:fs';
import { Failure } from '../../solvers/base/result';
import type { Solver, Weights } from '../../solvers/methods/solver';
import { type CountingSolver, countingMethod, FakeGpu } from '../worker/host.testing';
import type { Methods } from '../worker/start';
import type { Console } from './console';
import { run } from './run';

/** A solver that trains one number: each step adds 1 to it. */
function trained(solver: CountingSolver): Solver {
  let start = 0;
  const weights = async (): Promise<Weights> => ({
    tensors: new Map([['w', { shape: [1], data: Float32Array.of(start + solver.stepCount) }]]),
    metadata: { layout: 'one' },
  });
  const takeWeights = async ({ tensors }: Weights): Promise<void> => {
    if (!tensors.has('w')) throw new Failure('bad-input', 'weights: the array w is missing', 'weights');
    start = tensors.get('w')!.data[0]!;
  };
  return Object.assign(solver, { weights, takeWeights: takeWeights });
}

/** Runs a command line in a world of doubles whose solver ends after `limit` steps. */
export async function cli(
  argv: string[],
  {
    limit = 10,
    fault = null as CountingSolver['fault'],
    signal = new AbortController().signal,
    trains = false,
    files = {} as Record<string, Uint8Array>,
    methods = {} as Methods,
  } = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  const opened: string[] = [];
  const scripts: string[][] = [];
  const made: CountingSolver[] = [];
  const gpu = new FakeGpu(1, 1e8);
  const flow = countingMethod(made, limit);
  const console: Console = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    async openGpu(adapter) {
      opened.push(adapter);
      if (adapter === 'swiftshader') throw new Failure('no-adapter', 'swiftshader is not installed.');
      return gpu.asGpu;
    },
    methods: {
      flow: {
        ...flow,
        async init(given, problem) {
          const solver = (await flow.init(given, problem)) as CountingSolver;
          solver.fault = fault;
          return trains ? trained(solver) : solver;
        },
      },
      ...methods,
    },
    interrupt: signal,
    readPublic: async (path) => files[path] ?? null,
    commit: async () => 'abc123',
    async runScript(name, args) {
      scripts.push([name, ...args]);
      return 0;
    },
  };
  const code = await run(argv, console);
  return { code, out, err, opened, scripts, made, gpu };
}

export const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
