import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceArray, Gpu, Kernel, Program } from '../../solvers/gpu';
import { napWhile } from '../../solvers/gpu/nap';
import type { Problem } from '../../solvers/methods/problem';
import type { Method, Snapshot } from '../../solvers/methods/solver';
import { openTestGpu } from '../../tests/gpu';
import { Host } from './host';
import { aProblem, CountingSolver, until } from './host.testing';
import type { WorkerMessage } from './protocol';

const ITEMS = 130;
/** Chaotic: a state that is off by one bit is far off forty steps later. */
const LOGISTIC: Kernel = {
  name: 'logistic',
  wgsl: `@group(0) @binding(0) var<storage, read_write> u: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < ${ITEMS}u) { u[id.x] = 3.9 * u[id.x] * (1.0 - u[id.x]); }
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 3, bytes: 8 },
};
const start = Float32Array.from({ length: ITEMS }, (_, k) => 0.1 + k / (2 * ITEMS));

/** A solver with a state on a real device; its first number goes into `curve` at every step. */
class Chaos extends CountingSolver {
  readonly #gpu: Gpu;
  readonly #u: DeviceArray;
  readonly #program: Program;
  readonly #curve: Map<number, number[]>;

  private constructor(gpu: Gpu, problem: Problem, u: DeviceArray, program: Program, curve: Map<number, number[]>) {
    super(problem);
    this.#gpu = gpu;
    this.#u = u;
    this.#program = program;
    this.#curve = curve;
  }

  static async create(gpu: Gpu, problem: Problem, curve: Map<number, number[]>): Promise<Chaos> {
    const u = await gpu.allocate(() => gpu.upload('u', start));
    const program = await gpu.record('logistic', (r) => r.dispatch(LOGISTIC, { u }, [ITEMS]));
    return new Chaos(gpu, problem, u, program, curve);
  }

  override async step(n: number): Promise<void> {
    for (let k = 0; k < n; k++) {
      this.#gpu.run(this.#program);
      const value = new Float32Array(await this.#gpu.read(this.#u, 0, 4))[0]!;
      this.stepCount++;
      this.#curve.set(this.stepCount, [...(this.#curve.get(this.stepCount) ?? []), value]);
    }
  }

  override async probe() {
    return { u: new Float32Array(await this.#gpu.read(this.#u, 0, 4))[0]! };
  }

  override async save(): Promise<Snapshot> {
    const u = await this.#gpu.read(this.#u, 0, 4 * ITEMS);
    return { method: this.method, numbers: { stepCount: this.stepCount }, arrays: { u } };
  }

  override async load({ numbers, arrays }: Snapshot): Promise<void> {
    this.#gpu.write(this.#u, new Float32Array(arrays.u!));
    this.stepCount = numbers.stepCount!;
  }

  override dispose(): void {
    super.dispose();
    this.#gpu.release(this.#u);
  }
}

interface Told {
  readonly host: Host;
  /** Devices in the order in which they were opened. */
  readonly gpus: Gpu[];
  readonly curve: Map<number, number[]>;
  of<K extends WorkerMessage['kind']>(kind: K): Extract<WorkerMessage, { kind: K }>[];
}

/** A host on real devices. @param onWait called with each promise that waits for a device, as it begins. */
async function opened(onWait: (gpus: readonly Gpu[]) => void = () => {}): Promise<Told> {
  const gpus: Gpu[] = [];
  const messages: WorkerMessage[] = [];
  const curve = new Map<number, number[]>();
  const method: Method = {
    id: 'chaos',
    title: 'Chaos',
    refuses: () => null,
    memory: () => 4 * ITEMS,
    init: (gpu, problem) => Chaos.create(gpu, problem, curve),
  };
  const host = new Host({
    async openGpu(options) {
      const gpu = await openTestGpu({
        ...options,
        onWait: (wait) => {
          napWhile(wait).catch(() => {});
          onWait(gpus);
        },
      });
      gpus.push(gpu);
      return gpu;
    },
    plan: () => ({ method, problem: aProblem, notes: [] }),
    richardson: () => Promise.reject(new Error('not asked for')),
    rival: async () => null,
    fits: async () => [],
    openPicture: () => Promise.reject(new Error('no canvas here')),
    openFrames: async () => null,
    requestFrame: () => {},
    backoff: [1, 1, 1],
    settled: 0,
    keepEvery: 0,
  });
  hosts.push(host);
  const port = { postMessage: (message: WorkerMessage) => messages.push(message) } as unknown as MessagePort;
  expect((await host.open(port)).ok).toBe(true);
  const of: Told['of'] = (kind) => messages.filter((message) => message.kind === kind) as never;
  return { host, gpus, curve, of };
}

const hosts: Host[] = [];
afterAll(() => {
  for (const host of hosts) host.close();
});

const STEPS = 120;
/** The curve of a run without a loss. */
let expected: number[];
beforeAll(async () => {
  const { host, curve } = await opened();
  await host.load('scene');
  await host.step(STEPS);
  expected = [...curve.values()].flat();
  // It is a curve on which an error would be seen.
  expect(new Set(expected).size).toBeGreaterThan(100);
});

test('five losses on the way: the run stays on its curve bit by bit, and the memory comes back to where it was', async () => {
  const { host, gpus, curve, of } = await opened();
  await host.load('scene');
  await host.run();
  const alive: unknown[] = [];
  for (let loss = 0; loss < 5; loss++) {
    const at = host.ping().then(({ value }) => value!);
    await until(() => curve.size > 8 * (loss + 1) + loss);
    expect(await at).toBeLessThan(STEPS);
    const { bytesAlive, buffersAlive, pipelinesCreated } = gpus[loss]!.counters;
    alive.push({ bytesAlive, buffersAlive, pipelinesCreated });
    gpus[loss]!.device.destroy();
    await until(() => of('device').length === 2 * (loss + 1));
  }
  await until(() => curve.size > 60);
  await host.pause();
  expect(of('device').map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => ['lost', 'restored']).flat());
  for (const { state, text } of of('device')) {
    if (state === 'restored') expect(text).toMatch(/goes on from step [1-9]/);
  }
  expect(alive).toEqual(Array.from({ length: 5 }, () => alive[0]));
  // Steps that were made twice gave the same, and all are those of a run without a loss.
  for (const [step, values] of curve) {
    if (step <= STEPS) expect(new Set([...values, expected[step - 1]])).toEqual(new Set([expected[step - 1]]));
  }
  expect(of('notice')).toEqual([]);
});

/** Asks for all that waits for the device, and settles all of it. */
async function work({ host }: Told): Promise<readonly PromiseSettledResult<{ ok: boolean; code?: string }>[]> {
  const all = async () => {
    const loaded = await Promise.allSettled([host.load('scene')]);
    const calls = [host.step(4), host.probe(0, 0), host.pause(), host.snapshot(), host.step(3)];
    return [...loaded, ...(await Promise.allSettled(calls))];
  };
  return Promise.race([
    all(),
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('a call hangs')), 5_000);
    }),
  ]);
}

test('wherever a device is lost, at any wait for it, every call settles and the run can go on, on its curve', async () => {
  let waits = 0;
  await work(
    await opened(() => {
      waits++;
    }),
  );
  expect(waits).toBeGreaterThan(8);
  for (let fatal = 1; fatal <= waits; fatal++) {
    let count = 0;
    const told = await opened((gpus) => {
      if (++count === fatal) gpus[0]!.device.destroy();
    });
    for (const result of await work(told)) {
      expect(result.status).toBe('fulfilled');
      const { ok, code } = (result as PromiseFulfilledResult<{ ok: boolean; code?: string }>).value;
      // After a loss before the scene was there, there is none.
      if (!ok) expect(['lost', 'bad-input']).toContain(code);
    }
    await until(() => told.of('device').at(-1)?.state === 'restored');
    if ((await told.host.ping()).value === 0) await told.host.load('scene');
    expect(await told.host.step(5)).toMatchObject({ ok: true });
    for (const [step, values] of told.curve) for (const value of values) expect(value).toBe(expected[step - 1]);
    told.host.close();
  }
});

test('a mistake that no error scope caught is one message', async () => {
  const { host, gpus, of } = await opened();
  await host.load('scene');
  for (const label of ['first mistake', 'second mistake']) {
    gpus[0]!.device.createBuffer({ label, size: 16, usage: 0 });
  }
  await until(() => of('notice').length > 0);
  await host.step(3);
  expect(of('notice')).toEqual([
    { kind: 'notice', level: 'error', text: expect.stringMatching(/The GPU reports.*first mistake/s) },
  ]);
});
