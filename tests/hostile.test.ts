import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../solvers/base/result';
import { compile, FormulaError, parse, toWgsl } from '../solvers/expr';
import type { Gpu, Kernel } from '../solvers/gpu';
import { cases } from './fuzz';
import { openTestGpu } from './gpu';
import { runKernel } from './kernel';

/** What may become of a formula: one operation a line, over numbers, our names and our functions. */
const STATEMENT = /^let v\d+ = [\w.()\s,+\-*/<>=!&|%]+;$/;
const RESULT = /^[\w.()+-]+$/;
/** Names of a stranger's formula, and what they stand for in a kernel. */
const NAMES = new Map(['u', 'while_2', 'discard', 'loop', 'Workgroup', 'main_1'].map((name, k) => [name, `q${k}`]));

describe('formulas of strangers', () => {
  const pieces = [
    ...[...NAMES.keys(), 'sin', 'exp', 'where', 'log', 'min', 'x', 'fn', 'var', 'let', 'storage', 'bitcast'],
    ...['(', ')', '[', ']', '{', '}', ',', ';', '+', '-', '*', '/', '^', '<', '>', '=', '&&', '||', '@', '#', '//'],
    ...[
      '/*',
      '*/',
      '0',
      '1',
      '2.5',
      '1e3',
      '1e39',
      '0x1',
      '\n',
      ' ',
      '\u0000',
      '\u2028',
      'ν',
      'İ',
      '🙂',
      '$' + '{x}',
      '`',
    ],
    ...['u; } fn evil() {', '@compute', 'while(true){}', '"', "'", '\\', '<script>'],
  ];
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((list) => list.join('')),
    fc
      .array(fc.constantFrom('u', 'discard', 'while_2', 'sin(u)', '2.5', '(loop)'), { minLength: 1, maxLength: 9 })
      .chain((atoms) =>
        fc
          .array(fc.constantFrom('+', '-', '*', '/', '^'), { minLength: atoms.length, maxLength: atoms.length })
          .map((signs) => atoms.map((atom, k) => (k === 0 ? atom : signs[k] + atom)).join('')),
      ),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('reach a kernel only as what we write ourselves, or not at all', () => {
    let written = 0;
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const { statements, results } = toWgsl([parse(text)], NAMES);
          for (const statement of statements) expect(statement).toMatch(STATEMENT);
          for (const result of results) expect(result).toMatch(RESULT);
          for (const name of NAMES.keys()) {
            if (name !== 'u') expect([...statements, ...results].join(' ')).not.toContain(name);
          }
          written++;
        } catch (error) {
          if (!(error instanceof FormulaError || error instanceof Failure)) throw error;
        }
      }),
      cases(1_000),
    );
    // Some of them are formulas.
    expect(written).toBeGreaterThan(100);
  });
});

describe('what has no value', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  /** Formulas in x, and values of x where they are at the edge of their domain. */
  const EDGES: readonly (readonly [string, readonly number[]])[] = [
    ['1/x', [0, 1, 1e-30, 1e30]],
    ['x/x', [0, 2, 1e20]],
    ['log(x)', [0, 1, 4, -1]],
    ['sqrt(x)', [0, 2, -1]],
    ['x^0', [0, -2, 3, 1e30]],
    ['x^0.0', [0, -2, 3]],
    ['x^2', [-3, 0, 1e15, 1e30]],
    ['x^3', [-2, 0, 1e-20]],
    ['x^(-1)', [0, -4]],
    ['x^0.5', [0, 4, -1]],
    ['exp(x)', [0, 10, -200, 200]],
    // Outside of [-1, 1] WGSL leaves asin and acos to the device, and llvmpipe gives a number.
    ['asin(x)', [0, 0.5, -1]],
    ['x - x', [1e30, 3]],
    ['where(x > 0, log(x), 0)', [-1, 0, 1]],
  ];

  it('is no number on the device either, and what has one is the same', async () => {
    const xs = Float32Array.from(EDGES.flatMap(([, values]) => values));
    const blocks = EDGES.map(([text], k) => {
      const { statements, results } = toWgsl([parse(text)], new Map([['x', 'x']]));
      return `if (own == ${k}u) { ${statements.join('\n')} y[at] = ${results[0]}; }`;
    });
    const kernel: Kernel = {
      name: 'edges',
      workgroup: [64, 1, 1],
      cost: { flops: 1, bytes: 8 },
      wgsl: `@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> formula: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if (at >= ${xs.length}u) { return; }
  let x = input[at];
  let own = formula[at];
  ${blocks.join('\n')}
}`,
    };
    const formula = Uint32Array.from(EDGES.flatMap(([, values], k) => values.map(() => k)));
    const arrays = { input: xs, formula, y: new Float32Array(xs.length) };
    const seen = (await runKernel(gpu, kernel, { arrays, extent: [xs.length] })).f32('y');
    for (const [at, x] of xs.entries()) {
      const [text] = EDGES[formula[at]!]!;
      const exact = compile(parse(text), ['x'])([x]);
      const value = seen[at]!;
      const where = `${text} at ${x}: ${value}, in f64 ${exact}`;
      // Beyond f32, or nowhere: infinite or no number, or so large that it is caught as divergence.
      if (!Number.isFinite(Math.fround(exact)))
        expect(Number.isFinite(value) && Math.abs(value) < 1e30, where).toBe(false);
      // Below the least normal number of f32 a device may give 0. WGSL: exp, log, pow within some units in the last place.
      else expect(Math.abs(value - exact), where).toBeLessThanOrEqual(2 ** -18 * Math.abs(exact) + 2 ** -126);
    }
  });
});
