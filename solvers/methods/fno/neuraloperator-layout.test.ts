import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileProgram, constant, interpret, variable } from '../../array';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { readSafetensors, writeSafetensors } from '../../io';
import { type Fno, type FnoBlocks, fno, fnoCount } from '../../nets';
import { forward, type Options } from './neuraloperator.testing';
import { isNeuraloperator, toNeuraloperator } from './neuraloperator-layout';
import { ofWeights, weightsOf } from './weights';

const DEFAULT: FnoBlocks = { skip: 'linear', mixing: 3, mixingSkip: 'soft-gating', instanceNorm: false, padding: 0 };

/** Grid, n_modes as neuraloperator is told them, and what differs from its defaults. */
const CASES: readonly [
  string,
  { grid: number[]; nModes: number[]; layers?: number; blocks?: Partial<FnoBlocks>; ranks?: number[] },
][] = [
  ['1D', { grid: [11], nModes: [6] }],
  ['2D, with the last frequency of an even axis', { grid: [9, 14], nModes: [4, 14] }],
  [
    '2D, other skips, norm, padding',
    {
      grid: [10, 7],
      nModes: [6, 4],
      blocks: { skip: 'identity', mixingSkip: 'linear', instanceNorm: true, padding: 0.25 },
    },
  ],
  ['3D, no pointwise network', { grid: [5, 6, 7], nModes: [4, 6, 4], blocks: { skip: 'soft-gating', mixing: 0 } }],
  ['1D, Tucker', { grid: [11], nModes: [6], ranks: [3, 2, 4] }],
  ['2D, Tucker', { grid: [9, 8], nModes: [4, 6], ranks: [2, 4, 3, 2] }],
  ['2D, nothing past', { grid: [6, 5], nModes: [6, 4], layers: 3, blocks: { skip: 'none', mixingSkip: 'none' } }],
];

function made({ grid, nModes, layers = 2, blocks = {}, ranks }: (typeof CASES)[number][1]) {
  const network: Fno = {
    inputs: 2 + grid.length,
    lift: [7],
    width: 5,
    layers,
    modes: nModes.map((n, axis) => (axis === nModes.length - 1 ? Math.floor(n / 2) + 1 : n / 2)),
    projection: [6],
    outputs: 2,
    activation: 'gelu',
    blocks: { ...DEFAULT, ...blocks },
    ...(ranks && { variant: { kind: 'tucker', ranks } }),
  };
  const parameters = Float32Array.from({ length: fnoCount(network) }, (_, k) => randomUniform(3, k) - 0.5);
  const points = grid.reduce((product, n) => product * n, 1);
  const x = [0, 1].map((c) => Float64Array.from({ length: points }, (_, k) => 2 * randomUniform(5 + c, k) - 1));
  const { skip, mixing, mixingSkip, instanceNorm, padding } = network.blocks!;
  const options: Options = {
    layers,
    nModes,
    norm: instanceNorm ? 'instance_norm' : null,
    domainPadding: padding,
    skips: { fno: skip === 'none' ? null : skip, mlp: mixingSkip === 'none' ? null : mixingSkip },
    useChannelMlp: mixing > 0,
  };
  // Channels last, the coordinates behind: place / n along each axis.
  const fields = Float64Array.from({ length: points * network.inputs }, (_, k) => {
    const [at, c] = [Math.floor(k / network.inputs), k % network.inputs];
    if (c < 2) return x[c][at];
    const behind = grid.slice(c - 1).reduce((product, n) => product * n, 1);
    return (Math.floor(at / behind) % grid[c - 2]) / grid[c - 2];
  });
  return { network, parameters, x, options, fields };
}

const SCALING = { means: Float64Array.of(0.5, 1), spreads: Float64Array.of(2, 3), sizes: Float64Array.of(4, 5) };

describe.each(CASES)('%s', (_, given) => {
  const { network, parameters, x, options, fields } = made(given);
  const own = weightsOf(network, parameters, SCALING);
  const theirs = toNeuraloperator(network, own);

  test('to a file in their layout and back is the same to the bit', () => {
    expect(isNeuraloperator(theirs)).toBe(true);
    const read = readSafetensors(writeSafetensors(theirs));
    expect(ofWeights(network, read)).toEqual(ofWeights(network, own));
    expect(ofWeights(network, read).parameters).toEqual(parameters);
  });

  test('the numbers are those that their source computes', () => {
    const p = variable('parameters', [parameters.length]);
    const f = constant(fields, [1, ...given.grid, network.inputs]);
    const [found] = interpret([fno(p, f, network)], new Map([[p, Float64Array.from(parameters)]]));
    const wanted = forward(theirs.tensors, options, x, given.grid);
    const size = Math.max(...wanted.flatMap((channel) => [...channel].map(Math.abs)));
    // Both in f64, sums of some hundred terms through at most three layers.
    for (const [c, channel] of wanted.entries()) {
      for (const [at, value] of channel.entries())
        expect(Math.abs(found[2 * at + c] - value) / size).toBeLessThan(1e-12);
    }
  });
});

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openNodeGpu();
  });
  afterAll(() => gpu.close());

  test('the same numbers in f32', async () => {
    const given = CASES[2][1];
    const { network, parameters, x, options, fields } = made(given);
    const p = variable('parameters', [parameters.length]);
    const f = variable('fields', [1, ...given.grid, network.inputs]);
    const compiled = await compileProgram(gpu, 'blocks', { outputs: { out: fno(p, f, network) } });
    compiled.write(p, parameters);
    compiled.write(f, fields);
    gpu.run(compiled.program);
    const found = await compiled.read('out');
    const wanted = forward(
      toNeuraloperator(network, weightsOf(network, parameters, SCALING)).tensors,
      options,
      x,
      given.grid,
    );
    const size = Math.max(...wanted.flatMap((channel) => [...channel].map(Math.abs)));
    // eps 6e-8 times the root of the 165 padded points, through two layers and their norms, which divide by about 0.3.
    for (const [c, channel] of wanted.entries()) {
      for (const [at, value] of channel.entries())
        expect(Math.abs(found[2 * at + c] - value) / size).toBeLessThan(2e-5);
    }
    compiled.release();
  });
});

test('shapes and names are those of the code', () => {
  const { network, parameters } = made(CASES[1][1]);
  const { tensors } = toNeuraloperator(network, weightsOf(network, parameters, SCALING));
  expect(
    Object.fromEntries([...tensors].filter(([key]) => !/\.1\./.test(key)).map(([key, t]) => [key, t.shape.join()])),
  ).toEqual({
    'lifting.fcs.0.weight': '7,4,1',
    'lifting.fcs.0.bias': '7',
    'fno_blocks.convs.0.weight.tensor': '5,5,4,8,2',
    'fno_blocks.convs.0.bias': '5,1,1',
    'fno_blocks.fno_skips.0.conv.weight': '5,5,1',
    'fno_blocks.channel_mlp_skips.0.weight': '1,5,1,1',
    'fno_blocks.channel_mlp.0.fcs.0.weight': '3,5,1',
    'fno_blocks.channel_mlp.0.fcs.0.bias': '3',
    'projection.fcs.0.weight': '6,5,1',
    'projection.fcs.0.bias': '6',
    'inputs.mean': '2',
    'inputs.spread': '2',
    'outputs.size': '2',
  });
});

test('core and factors of tensorised layers, too', () => {
  const { network, parameters } = made({ grid: [9, 8], nModes: [4, 6], ranks: [2, 4, 3, 2] });
  const { tensors } = toNeuraloperator(network, weightsOf(network, parameters, SCALING));
  const own = [...tensors].filter(([key]) => key.startsWith('fno_blocks.convs.0.weight'));
  const conv = 'fno_blocks.convs.0.weight';
  expect(Object.fromEntries(own.map(([key, t]) => [key, t.shape.join()]))).toEqual({
    [`${conv}.core`]: '2,4,3,2,2',
    [`${conv}.factors.factor_0`]: '5,2,2',
    [`${conv}.factors.factor_1`]: '5,4,2',
    [`${conv}.factors.factor_2`]: '4,3,2',
    [`${conv}.factors.factor_3`]: '4,2,2',
  });
  const other: Fno = { ...network, variant: { kind: 'u-shaped' } };
  expect(() => ofWeights(other, { tensors, metadata: {} })).toThrow('has no u-shaped layers');
});

test('an array that does not fit is named, and so is a network of the other kind', () => {
  const { network, parameters } = made(CASES[1][1]);
  const { tensors, metadata } = toNeuraloperator(network, weightsOf(network, parameters, SCALING));
  const wrong = new Map(tensors).set('fno_blocks.convs.1.bias', { shape: [4, 1, 1], data: new Float32Array(4) });
  expect(() => ofWeights(network, { tensors: wrong, metadata })).toThrow('convs.1.bias has shape [4, 1, 1]');
  const turned = new Map(tensors).set('lifting.fcs.0.weight', { shape: [4, 7, 1], data: new Float32Array(28) });
  expect(() => ofWeights(network, { tensors: turned, metadata })).toThrow('where [7, 4, 1] is wanted');
  const { blocks: _, ...plain } = network;
  expect(() => ofWeights(plain, { tensors, metadata })).toThrow('set recipes.fno.blocks');
});
