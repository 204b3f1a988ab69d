import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import * as A from '../array';
import type { Gpu } from '../gpu';
import { readNpz } from '../io';
import { fno } from './fno';
import { type Fno, fnoCount, fnoParts, partCount } from './fno-parts';

/** Made by another implementation in f64, checked there by complex steps; see README.md. */
const reference = readNpz(new Uint8Array(readFileSync(new URL('./fno.reference.npz', import.meta.url))));
const stored = (name: string): Float64Array => Float64Array.from(reference.get(name)!.data as Float64Array);

const NETWORK: Fno = {
  inputs: 3,
  lift: [32],
  width: 8,
  layers: 3,
  modes: [6, 6],
  projection: [32],
  outputs: 1,
  activation: 'gelu',
};
const SAMPLES = 2;

interface Case {
  readonly network: Fno;
  readonly n: number;
  readonly name: string;
}
const EXACT: Case = { network: NETWORK, n: 32, name: '32x32' };
const TANH: Case = { network: { ...NETWORK, activation: 'gelu-tanh' }, n: 32, name: '32x32_tanh' };
const FINE: Case = { network: NETWORK, n: 48, name: '48x48' };

/** The coefficient and both coordinates at every point, [samples, n, n, 3]. */
function fieldsOf(n: number): Float64Array {
  const coefficient = stored(`coefficient_${n}x${n}`);
  return Float64Array.from({ length: 3 * coefficient.length }, (_, k) => {
    const [point, channel] = [Math.floor(k / 3), k % 3];
    const [i, j] = [Math.floor(point / n) % n, point % n];
    return channel === 0 ? coefficient[point] : (channel === 1 ? i : j) / (n - 1);
  });
}

function build({ network, n }: Case): { nodes: readonly A.Node[]; inputs: ReadonlyMap<A.Node, Float64Array> } {
  const p = A.variable('parameters', [fnoCount(network)]);
  const fields = A.variable('fields', [SAMPLES, n, n, 3]);
  const out = fno(p, fields, network);
  const cotangent = A.constant(stored(`cotangent_${n}x${n}`), out.shape);
  const inputs = new Map([
    [p, stored('parameters')],
    [fields, fieldsOf(n)],
  ]);
  return { nodes: [out, ...A.vjp([out], [p, fields], [cotangent])], inputs };
}

/** A gradient by the parts of the network, and that of the fields behind them. */
function byParts(network: Fno, parameters: ArrayLike<number>, fields: ArrayLike<number>): Float64Array[] {
  let start = 0;
  const parts = fnoParts(network).map((part) => {
    const end = start + partCount(part);
    const own = Float64Array.from(parameters).slice(start, end);
    start = end;
    return own;
  });
  return [...parts, Float64Array.from(fields)];
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  largest(Array.from(b, (value, k) => a[k] - value)) / largest(b);

describe('Fourier neural operators', () => {
  it.each([EXACT, TANH, FINE])('have the values and all gradients of another implementation: $name', (own) => {
    const { nodes, inputs } = build(own);
    const [out, gradient, byFields] = A.interpret(nodes, inputs);
    // f64 both, which agree with each other within 1e-14.
    expect(distance(out, stored(`output_${own.name}`))).toBeLessThan(1e-10);
    // Of each part four sums with weights that are sines of the place: an element that is off shows in all four.
    const sums = stored(`gradient_${own.name}`);
    byParts(own.network, gradient, byFields).forEach((part, k) => {
      const norm = Math.sqrt(part.reduce((sum, value) => sum + value * value, 0));
      for (let seed = 0; seed < 4; seed++) {
        const weight = (i: number): number => Math.fround(Math.sin(12.9898 * (i + 1) + 78.233 * seed));
        const sum = part.reduce((total, value, i) => total + value * weight(i), 0);
        expect(Math.abs(sum - sums[4 * k + seed])).toBeLessThan(1e-10 * norm);
      }
    });
  });

  it('refuse what does not fit', () => {
    const fields = A.constant(fieldsOf(32), [SAMPLES, 32, 32, 3]);
    expect(() => fno(A.variable('p', [7]), fields, NETWORK)).toThrow(/28577 parameters/);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it('give values and all gradients of the interpreter', async () => {
      const { nodes, inputs } = build(EXACT);
      const outputs = { out: nodes[0], gradient: nodes[1], fields: nodes[2] };
      const compiled = await A.compileProgram(gpu, 'fno', { outputs });
      for (const [node, values] of inputs) compiled.write(node, values);
      gpu.run(compiled.program);
      const truth = A.interpret(nodes, inputs);
      // 2e-5 of the largest of each part is what is promised: eps 6e-8 times the root of the 2048 points summed, 45,
      // through three layers.
      expect(distance(await compiled.read('out'), truth[0])).toBeLessThan(2e-5);
      const got = byParts(NETWORK, await compiled.read('gradient'), await compiled.read('fields'));
      byParts(NETWORK, truth[1], truth[2]).forEach((part, k) => {
        expect(distance(got[k], part), `part ${k}`).toBeLessThan(2e-5);
      });
      compiled.release();
    });
  });
});
