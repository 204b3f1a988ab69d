import type { JetNetwork } from './jet-network';

/** Taylor coefficients along a line, from order 0 on. */
export type Series = readonly number[];

/** The named arrays of a network's parameters. */
type Arrays = (name: string) => Float64Array;

/** A network by Taylor arithmetic along a line, in f64: outputs of the inputs. */
export type NetworkOracle = (arrays: Arrays, inputs: readonly Series[]) => Series[];

export function arraysOf({ stretches }: JetNetwork, parameters: Float64Array): Arrays {
  return (name) => {
    const { start, shape } = stretches.find((own) => own.name === name)!;
    return parameters.subarray(start, start + shape.reduce((product, extent) => product * extent, 1));
  };
}

const sum = (a: Series, b: Series): Series => a.map((value, k) => value + b[k]);
const times = (factor: number, a: Series): Series => a.map((value) => factor * value);
const product = (a: Series, b: Series): Series =>
  a.map((_, k) => a.slice(0, k + 1).reduce((total, value, i) => total + value * b[k - i], 0));

/** y(z) for y' = slope(y) z', order by order. */
function solved(z: Series, first: number, slope: (y: Series) => Series): Series {
  const y = z.map((_, k) => (k === 0 ? first : 0));
  for (let k = 1; k < z.length; k++) {
    const own = slope(y);
    let total = 0;
    for (let i = 1; i <= k; i++) total += i * z[i] * own[k - i];
    y[k] = total / k;
  }
  return y;
}

const tanh = (z: Series): Series =>
  solved(z, Math.tanh(z[0]), (y) => product(y, y).map((value, k) => (k === 0 ? 1 : 0) - value));
const exp = (z: Series): Series => solved(z, Math.exp(z[0]), (y) => y);

function sin(z: Series): Series {
  const [s, c] = [z.map(() => 0), z.map(() => 0)];
  [s[0], c[0]] = [Math.sin(z[0]), Math.cos(z[0])];
  for (let k = 1; k < z.length; k++) {
    for (let i = 1; i <= k; i++) {
      s[k] += (i * z[i] * c[k - i]) / k;
      c[k] -= (i * z[i] * s[k - i]) / k;
    }
  }
  return s;
}

function dense(arrays: Arrays, name: string, inputs: readonly Series[], factorised = false): Series[] {
  const bias = arrays(`${name}.b`);
  const weights = arrays(factorised ? `${name}.V` : `${name}.W`);
  return Array.from(bias, (own, j) => {
    const scale = factorised ? Math.exp(arrays(`${name}.s`)[j]) : 1;
    const terms = inputs.map((value, i) => times(scale * weights[i * bias.length + j], value));
    return terms.reduce(
      sum,
      inputs[0].map((_, k) => (k === 0 ? own : 0)),
    );
  });
}

export const perceptronOracle = (layers: number, factorised = false): NetworkOracle => {
  return (arrays, inputs) => {
    let values = [...inputs];
    for (let k = 0; k < layers; k++) values = dense(arrays, `layer${k}`, values, factorised).map(tanh);
    return dense(arrays, `layer${layers}`, values, factorised);
  };
};

export const sirenOracle = (layers: number, omega: number): NetworkOracle => {
  return (arrays, inputs) => {
    let values = [...inputs];
    for (let k = 0; k < layers; k++) values = dense(arrays, `layer${k}`, values).map((z) => sin(times(omega, z)));
    return dense(arrays, `layer${layers}`, values);
  };
};

/** z u + (1 - z) v */
const chosen = (z: readonly Series[], u: readonly Series[], v: readonly Series[]): Series[] =>
  z.map((own, j) => sum(product(own, u[j]), product(sum([1, ...own.slice(1).fill(0)], times(-1, own)), v[j])));

export const modifiedOracle = (layers: number): NetworkOracle => {
  return (arrays, inputs) => {
    const [u, v] = [0, 1].map((k) => dense(arrays, `encoder${k}`, inputs).map(tanh));
    let values = [...inputs];
    for (let k = 0; k < layers; k++) values = chosen(dense(arrays, `layer${k}`, values).map(tanh), u, v);
    return dense(arrays, 'output', values);
  };
};

export const pirateOracle = (blocks: number): NetworkOracle => {
  return (arrays, inputs) => {
    const [u, v] = [0, 1].map((k) => dense(arrays, `encoder${k}`, inputs).map(tanh));
    let values = dense(arrays, 'embedding', inputs);
    for (let k = 0; k < blocks; k++) {
      const [share] = arrays(`block${k}.share`);
      const one = chosen(dense(arrays, `block${k}.0`, values).map(tanh), u, v);
      const two = chosen(dense(arrays, `block${k}.1`, one).map(tanh), u, v);
      const three = dense(arrays, `block${k}.2`, two).map(tanh);
      values = values.map((own, j) => sum(times(share, three[j]), times(1 - share, own)));
    }
    return dense(arrays, 'output', values);
  };
};

export const gaussiansOracle = (layers: number, bells: number, features: number): NetworkOracle => {
  return (arrays, inputs) => {
    const [centres, deviations, mix] = ['centres', 'deviations', 'mix'].map(arrays);
    const values = Array.from({ length: bells }, (_, g) => {
      const squares = inputs.map((x, axis) => {
        const own = times(1 / deviations[axis * bells + g], x.with(0, x[0] - centres[axis * bells + g]));
        return product(own, own);
      });
      return exp(times(-0.5, squares.reduce(sum)));
    });
    let mixed = Array.from({ length: features }, (_, f) =>
      values.map((value, g) => times(mix[g * features + f], value)).reduce(sum),
    );
    for (let k = 0; k < layers; k++) mixed = dense(arrays, `layer${k}`, mixed).map(tanh);
    return dense(arrays, `layer${layers}`, mixed);
  };
};
