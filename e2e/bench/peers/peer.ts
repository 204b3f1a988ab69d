import type { Row } from '../../../src/bench/workload';
import { burgersData, cavityData, fftData, fnoData, matmulData, parameters } from '../../../src/bench/workloads/data';

/** A library's workload that stands ready. */
export interface PeerRunning {
  /** Makes so many steps back to back, then reads the last loss (or one element) back. */
  run(count: number): Promise<number | null>;
  facts?(): Readonly<Record<string, number>>;
}

type Prepare = (sizes: unknown, data: unknown, adam: typeof parameters.adam) => PeerRunning | Promise<PeerRunning>;

/** A library that runs our workloads. */
export interface Peer {
  /** Starts it on its adapter; throws where that fails. */
  open(): Promise<void>;
  readonly prepare: Readonly<Record<PeerWorkload, Prepare>> | Readonly<Record<'W3i' | 'W5', Prepare>>;
}

/** How to load each peer: from packages beside this file in Node, from the bundle in a page. */
export type PeerLoaders = Readonly<Record<PeerName, () => Promise<Peer>>>;

/** The peers as the table names them; the wasm one runs on the processor, where the others share our adapter. */
export const PEERS = ['jax-js', 'TensorFlow.js', 'ONNX Runtime Web', 'TensorFlow.js wasm'] as const;
export type PeerName = (typeof PEERS)[number];

/** Whether a library can do a workload at all: one only infers, and only in browsers. */
export function canRun(peer: PeerName, workload: PeerWorkload, host: string): boolean {
  return peer !== 'ONNX Runtime Web' || (host === 'chromium' && (workload === 'W3i' || workload === 'W5'));
}

interface PeerWork {
  /** What one step is, and its points, cells or entries. */
  readonly step: string;
  readonly size: number;
  readonly sizes: unknown;
  data(): unknown;
  /** What the first step must give: its loss, or element (0, 0) of the product. */
  readonly loss0?: number;
}

const { W1, W1b, W2, W3, W4, W5 } = parameters;
const step = 'training step';

/** In the order in which they are measured: the most telling first. */
export const PEER_WORKLOADS = {
  W1: { step, size: W1.nf, sizes: W1, data: () => burgersData(W1), loss0: 0.75914 },
  W5: { step: 'product', size: W5.m * W5.n, sizes: W5, data: () => matmulData(W5), loss0: 0.10501 },
  W3i: { step: 'answer', size: W3.batch * W3.n ** 2, sizes: W3, data: () => fnoData(W3), loss0: 0.0800655 },
  W3: { step, size: W3.batch * W3.n ** 2, sizes: W3, data: () => fnoData(W3), loss0: 1.59974 },
  W2: { step, size: W2.nf, sizes: W2, data: () => cavityData(W2), loss0: 0.33082 },
  W4: { step: 'forward and back', size: W4.batch * W4.n ** 2, sizes: W4, data: () => fftData(W4) },
  W1b: { step, size: W1b.nf, sizes: W1b, data: () => burgersData(W1b), loss0: 0.42511 },
} satisfies Record<string, PeerWork>;
export type PeerWorkload = keyof typeof PEER_WORKLOADS;

export function isPeerWorkload(name: string): name is PeerWorkload {
  return Object.hasOwn(PEER_WORKLOADS, name);
}

/** What a peer measured; null where nobody can count it from outside, or where it failed. */
export interface PeerRow extends Pick<Row, 'workload' | 'step' | 'size' | 'loss0' | 'facts'> {
  readonly peer: PeerName;
  readonly ms: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly dispatchesPerStep: number | null;
  readonly submitsPerStep: number | null;
  readonly bytesPerStep: null;
  readonly flopsPerStep: null;
  readonly allocationsPerStep: null;
  /** Its milliseconds over ours, where both count. */
  readonly ratio: number | null;
  /** Why its time does not count, in words. */
  readonly problem: string | null;
}

/** A row in which nothing was measured yet. */
export function emptyRow(peer: PeerName, workload: PeerWorkload, problem: string | null = null): PeerRow {
  const { step, size } = PEER_WORKLOADS[workload];
  return {
    ...{ peer, workload, step, size, ms: null, min: null, max: null, dispatchesPerStep: null, submitsPerStep: null },
    ...{ bytesPerStep: null, flopsPerStep: null, allocationsPerStep: null },
    ...{ loss0: null, facts: {}, ratio: null, problem },
  };
}
