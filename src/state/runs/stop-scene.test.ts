import { expect, it } from 'vitest';
import { presetById, type Scene } from '../../../scenes';
import { applyRules, rulesOf, withoutRule, withRule } from './stop-scene';
import { quietStudio } from './studio.testing';

const base = presetById('poisson').scene;

it('adds rules one by one, in place of those about the same, and takes them away', () => {
  let scene: Scene = withRule(base, { what: 'steps', side: 'after', value: 50 });
  scene = withRule(scene, { what: 'loss', side: 'below', value: 1 });
  scene = withRule(scene, { what: 'loss', side: 'below', value: 0.1 });
  scene = withRule(scene, { what: 'loss', side: 'above', value: 9 });
  expect(scene.stop).toEqual({ steps: 50, metrics: { loss: { below: 0.1, above: 9 } } });
  expect(rulesOf(scene.stop)).toEqual([
    { what: 'steps', side: 'after', value: '50' },
    { what: 'loss', side: 'below', value: '0.1' },
    { what: 'loss', side: 'above', value: '9' },
  ]);
  scene = withoutRule(scene, 'loss');
  expect(scene.stop).toEqual({ steps: 50 });
  expect(withoutRule(scene, 'steps')).toEqual(base);
  expect(rulesOf(undefined)).toEqual([]);
});

it('changes the rules of a scene that runs on', async () => {
  const { studio, store, step } = await quietStudio();
  await step(9);
  const { scene } = store.getState();
  applyRules(studio, withRule(scene as Scene, { what: 'seconds', side: 'after', value: 3 }));
  expect((store.getState().scene as Scene).stop).toEqual({ seconds: 3 });
  expect([store.getState().step, store.getState().loaded !== null]).toEqual([9, true]);
  expect(() => applyRules(studio, withRule(scene as Scene, { what: 'steps', side: 'after', value: 0.5 }))).toThrow(
    'stop.steps',
  );
});
