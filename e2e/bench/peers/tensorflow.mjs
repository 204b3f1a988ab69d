// The workloads in TensorFlow.js: Taylor mode by hand (its tanh has no second derivative), reverse mode once over it,
// and its own Adam. Operations are queued as they are called; reading one number back waits for all.
import { dftTables } from './dft.mjs';

/**
 * @param tf the module @tensorflow/tfjs, with its backend imported
 * @param backend webgpu or wasm
 */
export function tensorflowPeer(tf, backend) {
  const put = (values, shape) => tf.tensor(values, shape, 'float32');
  const learn = (values, shape) => tf.variable(put(values, shape));
  const dense = ({ W, b, in: rows, out }) => ({ W: learn(W, [rows, out]), b: learn(b, [out]) });
  const affine = (x, { W, b }) => x.matMul(W).add(b);
  const meanSquare = (x) => x.square().mean();

  /** Values of a tanh net at points [n, 2]. */
  function net(params, points) {
    return params.reduce((x, layer, i) => affine(i === 0 ? x : x.tanh(), layer), points);
  }

  /**
   * Values and derivatives of a tanh net, one channel each: u, u_x, u_y, u_xx, and u_yy where `both`.
   * With a = tanh z: a' = 1 - a^2 and a'' = -2 a a'.
   */
  function jet(params, points, both) {
    let channels = [];
    for (const [i, layer] of params.entries()) {
      const { W } = layer;
      let z;
      if (i === 0) {
        // The points' own derivatives are unit vectors, so the first layer's are the rows of its weights.
        z = [affine(points, layer), ...W.split(2, 0)];
      } else {
        const [value, ...derivatives] = channels;
        z = [affine(value, layer), ...derivatives.map((channel) => channel.matMul(W))];
      }
      if (i === params.length - 1) return z;
      const a = z[0].tanh();
      const slope = tf.sub(1, a.square());
      const second = (zii, zi) => {
        const bend = a.mul(zi.square()).mul(-2);
        return slope.mul(zii === undefined ? bend : zii.add(bend));
      };
      const [, x, y, xx, yy] = z;
      channels = [a, slope.mul(x), slope.mul(y), second(xx, x)];
      if (both) channels.push(second(yy, y));
    }
    return channels;
  }

  function burgersLoss(w, params, { X, D, Y }) {
    const [u, ux, ut, uxx] = jet(params, X, false);
    const residual = ut.add(u.mul(ux)).sub(uxx.mul(w.nu));
    const [initial, sides] = net(params, D).sub(Y).split([w.nic, w.nbc], 0);
    return meanSquare(residual).add(meanSquare(initial)).add(meanSquare(sides));
  }

  function cavityLoss(w, params, { X, D, Y }) {
    const [f, fx, fy, fxx, fyy] = jet(params, X, true);
    const laplace = fxx.add(fyy).div(w.re).split(3, 1);
    const [[u, v], [ux, vx, px], [uy, vy, py]] = [f, fx, fy].map((channel) => channel.split(3, 1));
    const momentum = (dx, dy, p, i) => u.mul(dx).add(v.mul(dy)).add(p).sub(laplace[i]);
    // Both columns have as many rows, so twice the mean over all is the sum of the two means.
    const boundary = meanSquare(net(params, D).slice([0, 0], [w.nbc, 2]).sub(Y)).mul(2);
    return meanSquare(momentum(ux, uy, px, 0))
      .add(meanSquare(momentum(vx, vy, py, 1)))
      .add(meanSquare(ux.add(vy)))
      .add(boundary);
  }

  const gelu = (x) => x.mul(x.mul(Math.SQRT1_2).erf().add(1)).mul(0.5);

  /** x [batch, n, n, width]; R [modes of both axes, in, (real, imaginary) out]; the tables are [1, out, in]. */
  function spectral(x, R, { batch, n, modes, width }, { toY, toX, fromX, fromY }) {
    const rows = toY.matMul(x.reshape([batch * n, n, width])).reshape([batch, n, 2, modes * width]);
    const sent = toX.matMul(rows.transpose([0, 2, 1, 3]).reshape([batch, 2 * n, modes * width]));
    const byMode = sent.reshape([batch, 2, 2 * modes, modes, width]).transpose([2, 3, 0, 1, 4]);
    const products = byMode
      .reshape([2 * modes * modes, 2 * batch, width])
      .matMul(R)
      .reshape([2 * modes, modes, batch, 2, 2 * width]);
    const [[rr, ri], [ir, ii]] = products.split(2, 3).map((part) => part.split(2, 4));
    const mixed = tf.concat([rr.sub(ii), ri.add(ir)], 3).transpose([2, 3, 0, 1, 4]);
    const back = fromX.matMul(mixed.reshape([batch, 4 * modes, modes * width]));
    const columns = back.reshape([batch, 2, n, modes * width]).transpose([0, 2, 1, 3]);
    return fromY.matMul(columns.reshape([batch * n, 2 * modes, width]));
  }

  function fnoAnswer(w, { lift, layers, proj1, proj2 }, { inp, tgt: _, ...tables }) {
    const cells = [w.batch * w.n * w.n, w.width];
    let x = affine(inp, lift);
    for (const [i, { R, ...bypass }] of layers.entries()) {
      x = spectral(x, R, w, tables).reshape(cells).add(affine(x, bypass));
      if (i < layers.length - 1) x = gelu(x);
    }
    return affine(gelu(affine(x, proj1)), proj2).reshape([w.batch, w.n * w.n]);
  }

  function fnoLoss(w, params, given) {
    const { tgt } = given;
    return fnoAnswer(w, params, given).sub(tgt).square().sum(1).sqrt().div(tgt.square().sum(1).sqrt()).mean();
  }

  function training(loss, { lr, b1, b2, eps }) {
    const optimiser = tf.train.adam(lr, b1, b2, eps);
    return {
      async run(count) {
        let value;
        for (let i = 0; i < count; i++) {
          value?.dispose();
          value = optimiser.minimize(loss, true);
        }
        const [number] = await value.data();
        value.dispose();
        return number;
      },
    };
  }

  const pinn = (loss, columns) => (w, data, constants) => {
    const params = data.params.map(dense);
    const given = { X: put(data.X, [w.nf, 2]), D: put(data.D, [data.nd, 2]), Y: put(data.Y, [data.nd, columns]) };
    return training(() => loss(w, params, given), constants);
  };

  function fnoParts(w, data) {
    const { width, modes, n, batch } = w;
    const layers = data.layers.map(({ Rr, Ri, W, b }) => {
      const parts = [Rr, Ri].map((part) => put(part, [2, width, width, modes, modes]).transpose([0, 3, 4, 1, 2]));
      const R = tf.concat(parts, 4).reshape([2 * modes * modes, width, 2 * width]);
      return { R: tf.variable(R), W: learn(W, [width, width]), b: learn(b, [width]) };
    });
    const params = { lift: dense(data.lift), layers, proj1: dense(data.proj1), proj2: dense(data.proj2) };
    const { toY, toX, fromX, fromY } = dftTables(n, modes);
    const table = ({ values }, rows, columns) => put(values, [rows, columns]).transpose().expandDims();
    const given = {
      inp: put(data.inp, [batch * n * n, 3]),
      tgt: put(data.tgt, [batch, n * n]),
      toY: table(toY, n, 2 * modes),
      toX: table(toX, 2 * n, 4 * modes),
      fromX: table(fromX, 4 * modes, 2 * n),
      fromY: table(fromY, 2 * modes, n),
    };
    return { params, given };
  }

  function fno(w, data, constants) {
    const { params, given } = fnoParts(w, data);
    return training(() => fnoLoss(w, params, given), constants);
  }

  function inference(w, data) {
    const { params, given } = fnoParts(w, data);
    return {
      async run(count) {
        let out;
        for (let i = 0; i < count; i++) {
          out?.dispose();
          out = tf.tidy(() => fnoAnswer(w, params, given));
        }
        const element = out.slice([0, w.n + 1], [1, 1]);
        const [number] = await element.data();
        tf.dispose([out, element]);
        return number;
      },
    };
  }

  function fft(w, data) {
    const shape = [w.batch, w.n, w.n];
    let now = tf.complex(put(data.re, shape), put(data.im, shape));
    // The parts of what its transforms return have lost their shape.
    const turned = (z) =>
      tf.complex(...[tf.real(z), tf.imag(z)].map((part) => part.reshape(shape).transpose([0, 2, 1])));
    const roundTrip = (z) => tf.ifft(turned(tf.ifft(tf.fft(turned(tf.fft(z))))));
    let error = null;
    return {
      async run(count) {
        for (let i = 0; i < count; i++) {
          const next = tf.tidy(() => roundTrip(now));
          now.dispose();
          now = next;
        }
        const real = tf.real(now);
        if (error === null) {
          const values = await real.data();
          error = values.reduce((most, value, i) => Math.max(most, Math.abs(value - data.re[i])), 0);
        } else {
          const element = real.reshape([-1]).slice([0], [1]);
          await element.data();
          element.dispose();
        }
        real.dispose();
        return null;
      },
      facts: () => ({ 'round trip': error }),
    };
  }

  function matmul(w, data) {
    const A = put(data.A, [w.m, w.k]);
    const B = put(data.B, [w.k, w.n]);
    return {
      async run(count) {
        let product;
        for (let i = 0; i < count; i++) {
          product?.dispose();
          product = A.matMul(B);
        }
        const element = product.slice([0, 0], [1, 1]);
        const [number] = await element.data();
        tf.dispose([product, element]);
        return number;
      },
    };
  }

  return {
    async open() {
      if (!(await tf.setBackend(backend))) throw new Error(`its ${backend} backend did not start`);
    },
    prepare: {
      W1: pinn(burgersLoss, 1),
      W1b: pinn(burgersLoss, 1),
      W2: pinn(cavityLoss, 2),
      W3: fno,
      W3i: inference,
      W4: fft,
      W5: matmul,
    },
  };
}
