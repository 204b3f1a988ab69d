import { BRIEF, FULL, type Protocol, timeBlocks } from '../../../src/bench/blocks';
import { parameters } from '../../../src/bench/workloads/data';
import { emptyRow, PEER_WORKLOADS, type PeerLoaders, type PeerName, type PeerRow, type PeerWorkload } from './peer';

/** First losses are given to five digits; f32 sums of some thousand terms in another order differ by less than this. */
const SAME_LOSS = 1e-4;
/** Of a forward and inverse transform of numbers up to 1; single precision at its worst, with tables of sines in f32. */
const ROUND_TRIP = 1e-2;

/** A first step longer than this (it also compiles) leaves no time for many: where time is short, the fewest. */
const SLOW_MS = 8000;
const SLOW: Protocol = { ...BRIEF, warmupSteps: 1, blocks: 3 };

/**
 * Times a peer on a workload by the protocol that ours follow, or a `brief` one. Its time counts only if its first step gave what all
 * implementations give.
 * @param adapter the one that our own rows were measured on
 * @param during what else a host does while a promise is pending
 */
export async function measurePeer(
  loaders: PeerLoaders,
  peer: PeerName,
  workload: PeerWorkload,
  adapter: string,
  brief: boolean,
  during: <T>(promise: Promise<T>) => Promise<T> = (promise) => promise,
): Promise<PeerRow> {
  const row = emptyRow(peer, workload);
  const own = await adapterName();
  // Compared in one run on one adapter, or not at all.
  if (own !== adapter) return { ...row, problem: `it got another adapter: ${own}` };
  const counts = countDispatches();
  const library = await loaders[peer]();
  await library.open();
  const { sizes, data, ...known } = PEER_WORKLOADS[workload];
  const prepare = workload in library.prepare ? library.prepare[workload as 'W5'] : null;
  if (!prepare) return { ...row, problem: 'it cannot do this' };
  const running = await prepare(sizes, data(), parameters.adam);
  const began = performance.now();
  const loss0 = await during(running.run(1));
  const slow = performance.now() - began > SLOW_MS;
  const facts = running.facts?.() ?? {};
  const problem = refusal(loss0, 'loss0' in known ? known.loss0 : null, facts);
  if (problem) return { ...row, loss0, facts, problem };
  let before = { ...counts };
  const { ms, min, max, steps } = await timeBlocks(
    (count) => during(running.run(count)),
    () => {
      before = { ...counts };
    },
    brief ? (slow ? SLOW : BRIEF) : FULL,
  );
  return {
    ...row,
    ...{ ms, min, max, loss0, facts },
    dispatchesPerStep: (counts.dispatches - before.dispatches) / steps,
    submitsPerStep: (counts.submits - before.submits) / steps,
  };
}

function refusal(
  loss0: number | null,
  known: number | null,
  { 'round trip': error = 0 }: Readonly<Record<string, number>>,
): string | null {
  if (known !== null && !(Math.abs((loss0 ?? Number.NaN) - known) <= SAME_LOSS)) {
    return `its first step gave ${loss0} instead of ${known}: not the same work`;
  }
  return error <= ROUND_TRIP ? null : `its transforms lose ${error} on the way there and back`;
}

async function adapterName(): Promise<string> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return 'none';
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter(Boolean).join(' ') || 'unnamed adapter';
}

function countDispatches(): { dispatches: number; submits: number } {
  const counts = { dispatches: 0, submits: 0 };
  const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...groups) {
    counts.dispatches++;
    return dispatchWorkgroups.apply(this, groups);
  };
  const { submit } = GPUQueue.prototype;
  GPUQueue.prototype.submit = function (commands) {
    counts.submits++;
    return submit.call(this, commands);
  };
  return counts;
}
