// A process that measures one peer on one workload in Node: `node main.js PEER WORKLOAD ADAPTER brief`, the row by IPC.
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { napWhile } from '../../../solvers/gpu/nap';
import { jaxPeer } from './jax.mjs';
import { measurePeer } from './measure';
import { emptyRow, type PeerLoaders, type PeerName, type PeerWorkload } from './peer';
import { tensorflowPeer } from './tensorflow.mjs';

// Loaded when they run, from the peers' own folder: they are bundled nowhere and installed only on demand.
const load = createRequire(resolve('e2e/bench/peers/package.json'));

const tensorflow = async (backend: 'webgpu' | 'wasm') => {
  load(`@tensorflow/tfjs-backend-${backend}`);
  return tensorflowPeer(load('@tensorflow/tfjs'), backend);
};

const loaders: PeerLoaders = {
  'jax-js': async () => jaxPeer(load('@jax-js/jax')),
  'TensorFlow.js': () => tensorflow('webgpu'),
  'ONNX Runtime Web': () => Promise.reject(new Error('it runs in browsers only')),
  'TensorFlow.js wasm': () => tensorflow('wasm'),
};

async function main(): Promise<void> {
  const [peer, workload, adapter, brief] = process.argv.slice(2) as [PeerName, PeerWorkload, string, string];
  const dawn = await import('webgpu');
  Object.assign(globalThis, dawn.globals);
  // Node 20 has no navigator, which the libraries look at for more than WebGPU.
  const navigator = { gpu: dawn.create([]), userAgent: 'Node', hardwareConcurrency: cpus().length };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  const row = await measurePeer(loaders, peer, workload, adapter, brief === 'brief', napWhile).catch((error: Error) =>
    emptyRow(peer, workload, error.message.split('\n')[0]!),
  );
  process.send?.(row, () => process.exit());
}

await main();
