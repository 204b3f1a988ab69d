import { jaxPeer } from './jax.mjs';
import { ortPeer } from './ort.mjs';
import { tensorflowPeer } from './tensorflow.mjs';

/** The peers as Vite bundles them for a page, each loaded when it is measured. */
export const browserPeers = {
  'jax-js': async () => jaxPeer(await import('@jax-js/jax')),
  'TensorFlow.js': async () => {
    const [tf] = await Promise.all([import('@tensorflow/tfjs'), import('@tensorflow/tfjs-backend-webgpu')]);
    return tensorflowPeer(tf, 'webgpu');
  },
  'ONNX Runtime Web': async () => {
    const [ort, wasm] = await Promise.all([
      import('onnxruntime-web/webgpu'),
      import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'),
    ]);
    ort.env.wasm.wasmPaths = { wasm: wasm.default };
    return ortPeer(ort);
  },
  'TensorFlow.js wasm': async () => {
    const [tf, backend, plain, simd, threads] = await Promise.all([
      import('@tensorflow/tfjs'),
      import('@tensorflow/tfjs-backend-wasm'),
      import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
      import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
      import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'),
    ]);
    backend.setWasmPaths({
      'tfjs-backend-wasm.wasm': plain.default,
      'tfjs-backend-wasm-simd.wasm': simd.default,
      'tfjs-backend-wasm-threaded-simd.wasm': threads.default,
    });
    return tensorflowPeer(tf, 'wasm');
  },
};
