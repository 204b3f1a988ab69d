import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readNpz, readSafetensors, writeSafetensors } from '../../solvers/io';
import { weightsOf } from '../../solvers/methods/fno/weights';
import { type Fno, fnoInitial } from '../../solvers/nets';
import { readOnnx } from '../onnx/model.testing';
import { cli } from './run.testing';

const folder = mkdtempSync(join(tmpdir(), 'convert-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const plain: Fno = {
  inputs: 3,
  lift: [],
  width: 4,
  layers: 2,
  modes: [2, 3],
  projection: [5],
  outputs: 1,
  activation: 'gelu',
};
const scaling = { means: Float64Array.of(1), spreads: Float64Array.of(2), sizes: Float64Array.of(3) };
const bytesOf = (network: Fno) => writeSafetensors(weightsOf(network, fnoInitial(network, 1), scaling));

test.each([
  ['li', plain, 'conv1.weights2'],
  [
    'neuraloperator',
    { ...plain, blocks: { skip: 'linear', mixing: 2, mixingSkip: 'soft-gating', instanceNorm: false, padding: 0 } },
    'fno_blocks.convs.1.weight.tensor',
  ],
] as const)('to %s, as npz, and back: the file is the same to the bit', async (layout, network, key) => {
  writeFileSync(at('own.safetensors'), bytesOf(network as Fno));
  const run = (...args: string[]) => cli(['convert', ...args]);
  expect((await run(at('own.safetensors'), '--to', layout, '--out', at('theirs.safetensors'))).code).toBe(0);
  expect(readSafetensors(readFileSync(at('theirs.safetensors'))).tensors.has(key)).toBe(true);
  expect((await run(at('theirs.safetensors'), '--to', layout, '--out', at('theirs.npz'))).code).toBe(0);
  expect(readNpz(readFileSync(at('theirs.npz'))).has(key)).toBe(true);
  expect((await run(at('theirs.npz'), '--to', 'nablab', '--out', at('back.safetensors'))).code).toBe(0);
  expect(readFileSync(at('back.safetensors')).equals(bytesOf(network as Fno))).toBe(true);
});

test('to onnx: a model of a scene and its grid', async () => {
  const small = { modes: 2, width: 4, layers: 2, projection: 5 };
  const set = ['--scene', 'darcy', '--set', `recipes.fno=${JSON.stringify(small)}`, '--set', 'grid.n=9'];
  const network: Fno = { ...plain, modes: [2, 2] };
  writeFileSync(at('own.safetensors'), bytesOf(network));
  const run = (...args: string[]) => cli(['convert', at('own.safetensors'), '--to', 'onnx', ...args]);
  const { code, out } = await run(...set, '--out', at('own.onnx'));
  expect([code, out.join()]).toEqual([
    0,
    `input [1, 9, 9, 1] of a, output [1, 9, 9, 1] of u written to ${at('own.onnx')}`,
  ]);
  expect(readOnnx(readFileSync(at('own.onnx'))).metadata.method).toBe('fno');
  expect((await run('--out', at('own.onnx'))).err.join()).toContain('--scene is missing');
  expect((await run(...set, '--out', at('own.npz'))).err.join()).toContain('ends in .onnx');
  expect((await run(...set, '--set', 'recipes.fno.width=5', '--out', at('a.onnx'))).err.join()).toContain(
    'dense.0.weight',
  );
});

test('what cannot be converted is refused in one line', async () => {
  writeFileSync(at('own.safetensors'), bytesOf(plain));
  const refusal = async (...args: string[]) => (await cli(['convert', ...args])).err.join();
  expect(await refusal(at('none'), '--out', at('a.npz'))).toContain('FILE: there is no file');
  expect(await refusal(at('own.safetensors'), '--to', 'li', '--out', at('a.pt'))).toContain('--out is missing');
  expect(await refusal(at('own.safetensors'), '--to', 'neuraloperator', '--out', at('a.npz'))).toContain('set recipes');
  const { tensors } = readSafetensors(readFileSync(at('own.safetensors')));
  for (const network of ['', '{"layers":1e9}', 'null']) {
    writeFileSync(at('odd.safetensors'), writeSafetensors({ tensors, metadata: { network } }));
    expect(await refusal(at('odd.safetensors'), '--out', at('a.npz'))).toContain('do not tell the network');
  }
});
