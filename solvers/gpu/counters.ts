/** What a {@link Gpu} has done so far; tests and the bench compare two looks at it. */
export interface Counters {
  /** Buffers handed out and not released, and their bytes. */
  buffersAlive: number;
  bytesAlive: number;
  /** Released buffers that wait for reuse, and their bytes. */
  buffersPooled: number;
  bytesPooled: number;
  /** GPU buffers ever created: flat while running. */
  buffersCreated: number;
  pipelinesCreated: number;
  bindGroupsCreated: number;
  submits: number;
  /** Dispatches and copies submitted. */
  dispatches: number;
  readbacks: number;
  readbackBytes: number;
  /** Bytes of the largest single readback: tells a status word from a field. */
  largestReadback: number;
}

export function zeroCounters(): Counters {
  return {
    buffersAlive: 0,
    bytesAlive: 0,
    buffersPooled: 0,
    bytesPooled: 0,
    buffersCreated: 0,
    pipelinesCreated: 0,
    bindGroupsCreated: 0,
    submits: 0,
    dispatches: 0,
    readbacks: 0,
    readbackBytes: 0,
    largestReadback: 0,
  };
}
