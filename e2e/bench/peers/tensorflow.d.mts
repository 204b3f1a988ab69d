import type { Peer } from './peer';

/** @param tf the module @tensorflow/tfjs, with its backend loaded; it may not be installed when types are checked */
export function tensorflowPeer(tf: unknown, backend: 'webgpu' | 'wasm'): Peer;
