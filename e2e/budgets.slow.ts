import { describe, expect, it } from 'vitest';
import { record } from '../tests/report';
import { tamper, WORKER } from './faults';
import { sceneHash } from './scenes';
import { SLACK, type StudioPage, sharedStudio } from './studio';

/**
 * Time on the device that a slice aims at, and that a submit may take, ms. Those that the
 * machine itself held up are told apart by their number: five of a hundred may be longer, and all are in the report.
 */
const [SLICE, LONGEST] = [30, 100];
/** A frame waits for the two submits that were before it in the queue, and as long as frames of a page at rest take. */
const FRAME = 2 * LONGEST;
const MOST = 0.95;
const [WATCHED_MS, AT_REST_MS] = [15_000, 5_000];
const PATIENCE = 200_000;

/** Scenes whose steps take a software adapter tenths of a second. */
const HEAVY: Readonly<Record<string, string>> = {
  flow: sceneHash('cavity-re1000', 'grid.n=256'),
  evolve: sceneHash('gray-scott', 'grid.n=256'),
  'multigrid, nonlinear': sceneHash('bratu', 'grid.n=257'),
};

/** What the worker saw of one submit with work for the device. */
interface Submit {
  /** Kernel of its first dispatch. */
  readonly kernel: string;
  readonly dispatches: number;
  /** Time on the device: from the end of the one before, or from its own beginning. */
  readonly ms: number;
  /** Submits of the solver that were not done when it came, itself among them. */
  readonly inFlight: number;
}

const stage = sharedStudio();

describe('a heavy scene', () => {
  it.each(Object.entries(HEAVY))('%s: works in short submits, and never holds up the page', (name, hash) => {
    const prepare = (context: Parameters<typeof tamper>[0]) =>
      tamper(context, WORKER, (code) => `(${watchSubmits})();\n${code}`);
    return stage.open({ hash, before: watchFrames, prepare }, async (studio) => {
      await studio.untilStep(2, PATIENCE);
      await studio.untilDrawn();
      await studio.page.waitForTimeout(2_000);
      await frames(studio);
      await submits(studio);
      const step = await studio.step();
      await studio.page.waitForTimeout(WATCHED_MS);
      const gaps = await frames(studio);
      const seen = await submits(studio);
      const times = seen.map(({ ms }) => ms);
      const longest = seen.find(({ ms }) => ms === Math.max(...times))!;
      const most = Math.max(...seen.map(({ inFlight }) => inFlight));
      const steps = (await studio.step()) - step;
      const atRest = shareOf(await framesAtRest(studio), MOST);
      record('Submits and frames of heavy scenes in the browser', {
        ...{
          scene: name,
          steps,
          submits: seen.length,
          'median [ms]': shareOf(times, 0.5),
        },
        ...{
          '95 % [ms]': shareOf(times, MOST),
          'longest [ms]': longest.ms,
          'its kernel': `${longest.kernel} x ${longest.dispatches}`,
        },
        ...{
          'in flight': most,
          frames: gaps.length,
          '95 % of frames [ms]': shareOf(gaps, MOST),
          'at rest [ms]': atRest,
        },
        'longest frame [ms]': Math.max(...gaps),
      });
      expect(seen.length).toBeGreaterThan(10);
      expect(shareOf(times, 0.5)).toBeLessThan(SLICE * SLACK);
      expect(shareOf(times, MOST), longest.kernel).toBeLessThan(LONGEST * SLACK);
      expect(shareOf(gaps, MOST)).toBeLessThan(atRest + FRAME * SLACK);
      // Others submit what is shown beside their slices.
      if (name === 'evolve') expect(most).toBeLessThanOrEqual(2);
    });
  });
});

/** What so large a share of the values does not exceed. */
function shareOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}

/** In the page, before its scripts: times between frames. */
function watchFrames(): void {
  const gaps: number[] = [];
  let last = performance.now();
  const tick = (now: number): void => {
    gaps.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  Object.assign(globalThis, { frameGaps: gaps });
}

/** Times between frames since the last look, ms. */
function frames({ page }: StudioPage): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { frameGaps: number[] }).frameGaps.splice(0));
}

/** Times between frames while nothing is solved, ms. */
async function framesAtRest(studio: StudioPage): Promise<number[]> {
  if (await studio.page.getByRole('button', { name: 'Pause', exact: true }).isVisible()) await studio.pause();
  await frames(studio);
  await studio.page.waitForTimeout(AT_REST_MS);
  return frames(studio);
}

/** The submits since the last look. */
function submits({ page }: StudioPage): Promise<Submit[]> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        const worker = (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!;
        worker.postMessage({ submits: port2 }, [port2]);
      }),
  );
}

/** In the worker, before its script: notes every submit that dispatches something. */
function watchSubmits(): void {
  const seen: Submit[] = [];
  addEventListener('message', ({ data }) => {
    if (data?.submits) data.submits.postMessage(seen.splice(0));
  });
  interface Work {
    kernel: string;
    dispatches: number;
  }
  const encoders = new WeakMap<object, Work>();
  const passes = new WeakMap<object, Work>();
  const labels = new WeakMap<object, string>();
  const { createComputePipelineAsync } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipelineAsync = async function (descriptor) {
    const pipeline = await createComputePipelineAsync.call(this, descriptor);
    labels.set(pipeline, descriptor.label ?? '?');
    return pipeline;
  };
  const { beginComputePass, finish } = GPUCommandEncoder.prototype;
  GPUCommandEncoder.prototype.beginComputePass = function (descriptor) {
    const pass = beginComputePass.call(this, descriptor);
    const work = encoders.get(this) ?? { kernel: '', dispatches: 0 };
    encoders.set(this, work);
    passes.set(pass, work);
    return pass;
  };
  const { setPipeline, dispatchWorkgroups } = GPUComputePassEncoder.prototype;
  GPUComputePassEncoder.prototype.setPipeline = function (pipeline) {
    const work = passes.get(this)!;
    work.kernel ||= labels.get(pipeline) ?? '?';
    return setPipeline.call(this, pipeline);
  };
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...groups) {
    passes.get(this)!.dispatches++;
    return dispatchWorkgroups.apply(this, groups);
  };
  GPUCommandEncoder.prototype.finish = function (descriptor) {
    const buffer = finish.call(this, descriptor);
    const work = encoders.get(this);
    if (work) encoders.set(buffer, work);
    return buffer;
  };
  let inFlight = 0;
  let lastDone = 0;
  const { submit } = GPUQueue.prototype;
  GPUQueue.prototype.submit = function (buffers) {
    const list = [...buffers];
    submit.call(this, list);
    const work = list.flatMap((buffer) => encoders.get(buffer) ?? [])[0];
    const isSolver = work && !work.kernel.startsWith('view.');
    if (!isSolver) return;
    const submitted = performance.now();
    const own = { ...work, inFlight: ++inFlight };
    void this.onSubmittedWorkDone().then(() => {
      const now = performance.now();
      inFlight--;
      seen.push({ ...own, ms: now - Math.max(submitted, lastDone) });
      lastDone = now;
    });
  };
}
