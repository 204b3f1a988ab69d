import { describe, expect, test } from 'vitest';
import { applySettings, presetById } from '../../scenes';
import { methods } from '../../solvers/methods/all';
import { wordFor } from './weights';

describe('which weights a solve begins with', () => {
  const scene = applySettings(presetById('diffusion-sorption').scene, ['params.u0=0.137']);

  test('an operator answers by what comes along, unless something is said of weights or training', () => {
    const operator = methods['pi-hc-moe']!;
    expect(wordFor({}, scene, operator)).toBe('shipped');
    expect(wordFor({ weights: 'mine.safetensors' }, scene, operator)).toBe('mine.safetensors');
    for (const said of [{ scratch: true }, { steps: '5' }, { seconds: '1' }]) {
      expect(wordFor(said, scene, operator)).toBeNull();
    }
  });

  test('nothing is loaded for a network of one problem, nor where nothing comes along', () => {
    expect(wordFor({}, presetById('burgers').scene, methods.pinn!)).toBeNull();
    expect(wordFor({}, presetById('heat').scene, methods['pi-hc-moe']!)).toBeNull();
  });
});
