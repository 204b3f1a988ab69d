import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applySettings, presetById, type ShippedWeights, shippedWeights } from '../../scenes';
import weights from '../../scenes/references/weights.json';
import { loadShipped } from './shipped';

const all: readonly ShippedWeights[] = weights.weights;
const folder = new URL('../../public/weights/', import.meta.url);
const readAsset = async (path: string) => readFileSync(new URL(`../../public/${path}`, import.meta.url));

test('weights that come with the program are listed, belong to a preset, and can be read', async () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.safetensors')) : [];
  expect(all.map(({ file }) => file).sort()).toEqual(files.sort());
  for (const one of all) {
    expect(one.file).toBe(`${one.scene}.${one.method}.safetensors`);
    expect(shippedWeights(presetById(one.scene).scene, one.method), one.file).toEqual(one);
    const { tensors, metadata, notFinite } = await loadShipped(one, readAsset);
    expect([tensors.size > 0, notFinite]).toEqual([true, []]);
    expect(metadata).toMatchObject({ scene: one.scene, method: one.method });
  }
});

test('weights of another method, or of none, are not found', () => {
  expect(shippedWeights(presetById('burgers').scene, 'no-method')).toBeNull();
  const changed = applySettings(presetById('burgers').scene, ['equations[0]=u_t = u_xx']);
  expect(all.map(({ method }) => shippedWeights(changed, method)).every((found) => found === null)).toBe(true);
});

test('a file that is missing is said by name', async () => {
  const missing = { scene: 'burgers', method: 'pinn', file: 'burgers.pinn.safetensors' };
  await expect(loadShipped(missing, async () => null)).rejects.toThrow(
    /weights\/burgers\.pinn\.safetensors is missing/,
  );
});
