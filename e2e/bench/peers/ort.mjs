// Inference and the matrix product in ONNX Runtime Web: inputs and outputs stay on the device, one number is read back.
import { OnnxModel } from '../../../src/onnx/model.ts';
import { dftTables } from './dft.mjs';

const port = (name, shape) => ({ name, shape });
/** What the one result of a model is called. */
const OUTPUT = 'out';

/** @param ort the module onnxruntime-web/webgpu, told where its wasm lies */
export function ortPeer(ort) {
  function matmulModel(w) {
    const model = new OnnxModel();
    const product = model.op('MatMul', ['A', 'B']);
    const inputs = [port('A', [w.m, w.k]), port('B', [w.k, w.n])];
    return model.write(inputs, [{ ...port(OUTPUT, [w.m, w.n]), of: product }]);
  }

  /** The Fourier layers by matrix products with tables of sines, as the other libraries have them. */
  function fnoModel(w, data) {
    const { batch, n, modes, width, proj } = w;
    const model = new OnnxModel();
    const scalar = (value) => model.constant(Float32Array.of(value), []);
    const affine = (x, { W, b, in: rows, out }) =>
      model.op('Add', [model.op('MatMul', [x, model.constant(W, [rows, out])]), model.constant(b, [out])]);
    const gelu = (x) => {
      const bent = model.op('Erf', [model.op('Mul', [x, scalar(Math.SQRT1_2)])]);
      return model.op('Mul', [model.op('Mul', [x, model.op('Add', [bent, scalar(1)])]), scalar(0.5)]);
    };
    const tables = dftTables(n, modes);
    /** A table [rows, columns] as the left factor [columns, rows]. */
    const left = ({ values }, rows, columns) => {
      const turned = new Float32Array(values.length);
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c];
      return model.constant(turned, [1, columns, rows]);
    };
    const toY = left(tables.toY, n, 2 * modes);
    const toX = left(tables.toX, 2 * n, 4 * modes);
    const fromX = left(tables.fromX, 4 * modes, 2 * n);
    const fromY = left(tables.fromY, 2 * modes, n);
    const split = (x, axis) => model.ops('Split', [x], { axis }, 2);

    function spectral(x, R) {
      const rows = model.reshape(model.op('MatMul', [toY, model.reshape(x, [batch * n, n, width])]), [
        ...[batch, n, 2, modes * width],
      ]);
      const folded = model.reshape(model.transpose(rows, [0, 2, 1, 3]), [batch, 2 * n, modes * width]);
      const sent = model.reshape(model.op('MatMul', [toX, folded]), [batch, 2, 2 * modes, modes, width]);
      const byMode = model.reshape(model.transpose(sent, [2, 3, 0, 1, 4]), [2 * modes * modes, 2 * batch, width]);
      const products = model.reshape(model.op('MatMul', [byMode, R]), [2 * modes, modes, batch, 2, 2 * width]);
      const [[rr, ri], [ir, ii]] = split(products, 3).map((part) => split(part, 4));
      const parts = [model.op('Sub', [rr, ii]), model.op('Add', [ri, ir])];
      const mixed = model.transpose(model.op('Concat', parts, { axis: 3 }), [2, 3, 0, 1, 4]);
      const back = model.op('MatMul', [fromX, model.reshape(mixed, [batch, 4 * modes, modes * width])]);
      const columns = model.transpose(model.reshape(back, [batch, 2, n, modes * width]), [0, 2, 1, 3]);
      const out = model.op('MatMul', [fromY, model.reshape(columns, [batch * n, 2 * modes, width])]);
      return model.reshape(out, [batch * n * n, width]);
    }

    let x = affine('inp', data.lift);
    for (const [i, { Rr, Ri, W, b }] of data.layers.entries()) {
      const bypass = affine(x, { W, b, in: width, out: width });
      x = model.op('Add', [
        spectral(x, model.constant(byModes(Rr, Ri, w), [2 * modes ** 2, width, 2 * width])),
        bypass,
      ]);
      if (i < data.layers.length - 1) x = gelu(x);
    }
    const out = affine(gelu(affine(x, { ...data.proj1, in: width, out: proj })), data.proj2);
    return model.write([port('inp', [batch * n * n, 3])], [{ ...port(OUTPUT, [batch * n * n, 1]), of: out }]);
  }

  /**
   * @param inputs data and shape by name
   * @param at the element that is read back
   */
  async function session(model, inputs, at) {
    const running = await ort.InferenceSession.create(model, {
      executionProviders: ['webgpu'],
      preferredOutputLocation: 'gpu-buffer',
    });
    const device = await ort.env.webgpu.device;
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, [data, dims]]) => {
        const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
        const buffer = device.createBuffer({ size: data.byteLength, usage });
        device.queue.writeBuffer(buffer, 0, data);
        return [name, ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims })];
      }),
    );
    return {
      async run(count) {
        let last;
        for (let i = 0; i < count; i++) {
          last?.dispose();
          last = (await running.run(feeds))[OUTPUT];
        }
        const value = (await last.getData())[at];
        last.dispose();
        return value;
      },
    };
  }

  return {
    async open() {
      ort.env.webgpu.powerPreference = 'high-performance';
      ort.env.wasm.numThreads = 1;
    },
    prepare: {
      W3i: (w, data) => session(fnoModel(w, data), { inp: [data.inp, [w.batch * w.n * w.n, 3]] }, w.n + 1),
      W5: (w, { A, B }) => session(matmulModel(w), { A: [A, [w.m, w.k]], B: [B, [w.k, w.n]] }, 0),
    },
  };
}

/** Spectral weights [corner, in, out, m, m] of both parts as [corner, m, m, in, (real, imaginary) out]. */
function byModes(real, imaginary, { modes, width }) {
  const places = modes * modes;
  const result = new Float32Array(2 * real.length);
  for (let corner = 0; corner < 2; corner++) {
    for (let from = 0; from < width; from++) {
      for (let to = 0; to < width; to++) {
        for (let mode = 0; mode < places; mode++) {
          const source = ((corner * width + from) * width + to) * places + mode;
          const target = ((corner * places + mode) * width + from) * 2 * width + to;
          result[target] = real[source];
          result[target + width] = imaginary[source];
        }
      }
    }
  }
  return result;
}
