// The workloads in jax-js: Taylor mode by hand, reverse mode once over it, all of a step inside one jit.
// Its functions consume the arrays they are given; `.ref` keeps one for a further use. It is lazy: what is disposed
// before it was read is never computed, so each step feeds the next one or is waited for.
import { dftTables } from './dft.mjs';

/** @param jax the module @jax-js/jax */
export function jaxPeer(jax) {
  const { numpy: np, lax, tree } = jax;

  const put = (values, shape) => np.array(values, { shape });
  const dense = ({ W, b, in: rows, out }) => ({ W: put(W, [rows, out]), b: put(b, [out]) });
  const affine = (x, { W, b }) => np.matmul(x, W.ref).add(b.ref);
  const square = (x) => x.ref.mul(x);
  const meanSquare = (x) => square(x).mean();
  const column = (x, i) => x.ref.slice([], i);

  /** np.einsum by numbers: its reader of letters needs a newer JavaScript than Node 20's. */
  function einsum(letters, x, y) {
    const [left, right, out] = letters.split(/,|->/).map((part) => [...part].map((letter) => letter.charCodeAt(0)));
    return np.einsum(x, left, y, right, out);
  }

  /** Values of a tanh net at points [n, 2]. */
  function net(params, points) {
    return params.reduce((x, layer, i) => (i === 0 ? affine(x, layer) : affine(np.tanh(x), layer)), points);
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
        z = [affine(points, layer), W.ref.slice([0, 1]), W.ref.slice([1, 2])];
      } else {
        const [value, ...derivatives] = channels;
        z = [affine(value, layer), ...derivatives.map((channel) => np.matmul(channel, W.ref))];
      }
      if (i === params.length - 1) return z;
      const a = np.tanh(z[0]);
      const slope = np.subtract(1, square(a.ref));
      const second = (zii, zi) => {
        const bend = a.ref.mul(square(zi.ref)).mul(-2);
        return slope.ref.mul(zii === undefined ? bend : zii.add(bend));
      };
      const [, x, y, xx, yy] = z;
      channels = [a.ref, slope.ref.mul(x.ref), slope.ref.mul(y.ref), second(xx, x)];
      if (both) channels.push(second(yy, y));
      for (const array of [a, slope, x, y]) array.dispose();
    }
    return channels;
  }

  const burgersLoss =
    ({ nu, nic }) =>
    (params, { X, D, Y }) => {
      const [u, ux, ut, uxx] = jet(params, X, false);
      const residual = ut.add(u.mul(ux)).sub(uxx.mul(nu));
      const [initial, sides] = np.split(net(params, D).sub(Y), [nic], 0);
      return meanSquare(residual).add(meanSquare(initial)).add(meanSquare(sides));
    };

  const cavityLoss =
    ({ re }) =>
    (params, { X, D, Y }) => {
      const [f, fx, fy, fxx, fyy] = jet(params, X, true);
      const laplace = fxx.add(fyy).div(re);
      const momentum = (i) =>
        column(f, 0)
          .mul(column(fx, i))
          .add(column(f, 1).mul(column(fy, i)))
          .add(column(i === 0 ? fx : fy, 2))
          .sub(column(laplace, i));
      const continuity = column(fx, 0).add(column(fy, 1));
      const error = net(params, D).slice([], [0, 2]).sub(Y);
      // Both columns have as many rows, so twice the mean over all is the sum of the two means.
      const boundary = meanSquare(error).mul(2);
      return meanSquare(momentum(0))
        .add(meanSquare(momentum(1)))
        .add(meanSquare(continuity))
        .add(boundary);
    };

  const gelu = (x) => x.ref.mul(lax.erf(x.mul(Math.SQRT1_2)).add(1)).mul(0.5);

  /** Letters: b sample, i j place, x y mode (k corner, a row in it), c d channel, p q r real or imaginary part. */
  function spectral(x, R, { modes }, { toY, toX, fromX, fromY }) {
    const rows = einsum('bijc,jpy->bpiyc', x, toY.ref);
    const sent = einsum('bpiyc,piqx->bqxyc', rows, toX.ref);
    const [samples, , , , width] = sent.shape;
    const corners = sent.reshape([samples, 2, 2, modes, modes, width]);
    const products = einsum('bpkayc,rkcday->bprkayd', corners, R.ref);
    const part = (p, r) => products.ref.slice([], p, r);
    const mixed = np.stack([part(0, 0).sub(part(1, 1)), part(0, 1).add(part(1, 0))], 1);
    const back = einsum('bqxyd,qxpi->bpiyd', mixed.reshape([samples, 2, 2 * modes, modes, width]), fromX.ref);
    return einsum('bpiyd,pyj->bijd', back, fromY.ref);
  }

  const fnoAnswer = (w) => (params, given) => {
    const { inp, ...tables } = given;
    const { lift, layers, proj1, proj2 } = params;
    let x = affine(inp, lift);
    for (const [i, { R, ...bypass }] of layers.entries()) {
      x = spectral(x.ref, R, w, tables).add(affine(x, bypass));
      if (i < layers.length - 1) x = gelu(x);
    }
    return affine(gelu(affine(x, proj1)), proj2).reshape([w.batch, w.n * w.n]);
  };

  const fnoLoss =
    (w) =>
    (params, { tgt, ...given }) => {
      const error = square(fnoAnswer(w)(params, given).sub(tgt.ref)).sum(1);
      return np
        .sqrt(error)
        .div(np.sqrt(square(tgt).sum(1)))
        .mean();
    };

  /** One step of Adam, jitted: (state, data) -> [state, loss]. */
  function adam(loss, { lr, b1, b2, eps }) {
    const valueAndGrad = jax.valueAndGrad(loss);
    return jax.jit(({ params, m, v, powers: [p1, p2] }, data) => {
      const [value, gradient] = valueAndGrad(tree.ref(params), data);
      const powers = [p1.mul(b1), p2.mul(b2)];
      const [c1, c2] = powers.map((power) => np.subtract(1, power.ref));
      const [g, shape] = tree.flatten(gradient);
      const [oldParams, oldM, oldV] = [params, m, v].map((part) => tree.leaves(part));
      const newM = g.map((gi, i) => oldM[i].mul(b1).add(gi.ref.mul(1 - b1)));
      const newV = g.map((gi, i) => oldV[i].mul(b2).add(square(gi).mul(1 - b2)));
      const newParams = oldParams.map((p, i) => {
        const scale = np.sqrt(newV[i].ref.div(c2.ref)).add(eps);
        return p.sub(newM[i].ref.div(c1.ref).mul(lr).div(scale));
      });
      const whole = (leaves) => tree.unflatten(shape, leaves);
      return [{ params: whole(newParams), m: whole(newM), v: whole(newV), powers }, value];
    });
  }

  function training(params, data, loss, constants) {
    const zeros = () => tree.map((x) => np.zeros(x.shape), params);
    let state = { params, m: zeros(), v: zeros(), powers: [np.array(1), np.array(1)] };
    const step = adam(loss, constants);
    return {
      async run(count) {
        let value;
        for (let i = 0; i < count; i++) {
          value?.dispose();
          [state, value] = step(state, tree.ref(data));
        }
        return (await value.data())[0];
      },
    };
  }

  const pinn = (loss, columns) => (w, data, constants) => {
    const given = { X: put(data.X, [w.nf, 2]), D: put(data.D, [data.nd, 2]), Y: put(data.Y, [data.nd, columns]) };
    return training(data.params.map(dense), given, loss(w), constants);
  };

  function fnoParts(w, data) {
    const { width, modes, n, batch } = w;
    const layers = data.layers.map(({ Rr, Ri, W, b }) => ({
      R: np.stack([Rr, Ri].map((part) => put(part, [2, width, width, modes, modes]))),
      W: put(W, [width, width]),
      b: put(b, [width]),
    }));
    const params = { lift: dense(data.lift), layers, proj1: dense(data.proj1), proj2: dense(data.proj2) };
    const tables = Object.entries(dftTables(n, modes)).map(([name, { values, shape }]) => [name, put(values, shape)]);
    const given = {
      inp: put(data.inp, [batch, n, n, 3]),
      tgt: put(data.tgt, [batch, n * n]),
      ...Object.fromEntries(tables),
    };
    return { params, given };
  }

  function fno(w, data, constants) {
    const { params, given } = fnoParts(w, data);
    return training(params, given, fnoLoss(w), constants);
  }

  function inference(w, data) {
    const { params, given } = fnoParts(w, data);
    const { tgt, ...known } = given;
    tgt.dispose();
    const answer = jax.jit(fnoAnswer(w));
    return {
      async run(count) {
        const all = Array.from({ length: count }, () => answer(tree.ref(params), tree.ref(known)));
        await jax.blockUntilReady(all);
        for (const one of all.slice(1)) one.dispose();
        return (await all[0].slice(0, w.n + 1).data())[0];
      },
    };
  }

  function fft(w, data) {
    const shape = [w.batch, w.n, w.n];
    let now = { real: put(data.re, shape), imag: put(data.im, shape) };
    const roundTrip = jax.jit((z) => np.fft.ifft2(np.fft.fft2(z)));
    let error = null;
    return {
      async run(count) {
        for (let i = 0; i < count; i++) now = roundTrip(now);
        if (error === null) {
          const real = await now.real.ref.data();
          error = real.reduce((most, value, i) => Math.max(most, Math.abs(value - data.re[i])), 0);
        }
        await jax.blockUntilReady(now);
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
        const products = Array.from({ length: count }, () => np.matmul(A.ref, B.ref));
        await jax.blockUntilReady(products);
        for (const product of products.slice(1)) product.dispose();
        return (await products[0].slice(0, 0).data())[0];
      },
    };
  }

  return {
    async open() {
      const devices = await jax.init('webgpu');
      if (!devices.includes('webgpu')) throw new Error('it found no WebGPU adapter');
      jax.defaultDevice('webgpu');
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
