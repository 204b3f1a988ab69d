import type { Peer } from './peer';

/** @param ort the module onnxruntime-web/webgpu; it may not be installed when types are checked */
export function ortPeer(ort: unknown): Peer;
