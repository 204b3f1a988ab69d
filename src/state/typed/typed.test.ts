import { describe, expect, test } from 'vitest';
import { parseScene, presets, resolve } from '../../../scenes';
import { loaders } from '../../../solvers/methods';
import { planScene } from '../../worker/start';
import { type Draft, documentOf, draftOf, statementsOf } from './draft';
import { missingFixes, review } from './faults';
import { startingPoints } from './starting-points';

const methods = Object.fromEntries(
  await Promise.all(['flow', 'multigrid', 'evolve', 'pinn'].map(async (id) => [id, await loaders[id]!()] as const)),
);
const burgers = draftOf(presets.find(({ id }) => id === 'burgers')!.scene);
const typed = (change: Partial<Draft>): Draft => ({ ...burgers, ...change });

describe('starting points', () => {
  test.each(startingPoints.map((scene) => [scene.title!, scene] as const))(
    '%s can be solved, also after a way through a draft',
    (_, scene) => {
      const { scene: read, faults } = review(draftOf(parseScene(scene)));
      expect(faults).toEqual([]);
      expect(resolve(read!).problem.equations.length).toBe(scene.equations.length);
      expect(planScene(read!, methods).method.id).toMatch(/flow|multigrid|evolve|pinn/);
    },
  );
});

describe('a draft', () => {
  test('of a scene states the same scene, with its recipes', () => {
    for (const id of [
      'burgers',
      'poisson',
      'kdv',
      'shallow-water',
      'darcy',
      'gray-scott',
      'cylinder-re20',
      'schroedinger',
    ]) {
      const { scene } = presets.find((preset) => preset.id === id)!;
      const again = parseScene(documentOf(draftOf(scene)));
      const [before, after] = [resolve(scene).problem, resolve(again).problem];
      expect(after, id).toEqual(before);
    }
  });

  test('that states another problem lets references, recipes and expectations go', () => {
    const document = documentOf(typed({ equations: 'u_t + u*u_x = nu*u_xx + 1', method: null }));
    expect(document).toMatchObject({ id: 'typed', parameters: { nu: { range: [0.001, 0.1] } } });
    for (const key of ['recipes', 'expect', 'method', 'grid']) expect(document).not.toHaveProperty(key);
  });

  test('splits conditions at commas outside brackets', () => {
    expect(statementsOf('u = max(x, 0), v = 0\nw = 1')).toEqual(['u = max(x, 0)', 'v = 0', 'w = 1']);
  });
});

describe('faults', () => {
  const first = (change: Partial<Draft>) => review(typed(change)).faults[0]!;
  const mended = (change: Partial<Draft>, words: RegExp): Draft => {
    const { fixes } = first(change);
    return fixes.find((fix) => words.test(fix.words))!.apply(typed(change));
  };

  test('point at the character, and the equations that can be read are shown', () => {
    const { faults, previews, scene } = review(typed({ equations: 'u_t + u*u_x = nu*u_xx\nu_t = (u' }));
    expect(scene).toBe(null);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ at: 'equations', line: 1 });
    expect(faults[0]!.span![0]).toBeGreaterThanOrEqual(5);
    expect(previews.map(({ latex }) => latex !== null)).toEqual([true, false]);
  });

  test('of unknown names are mended: a parameter, an unknown field, a coordinate', () => {
    const decay = { equations: 'u_t + u*u_x = nu*u_xx - gamma*u' };
    expect(first(decay)).toMatchObject({ at: 'equations', line: 0, span: [24, 29] });
    const withGamma = mended(decay, /gamma as a parameter/);
    expect(withGamma.parameters.at(-1)).toEqual({ name: 'gamma', value: '1' });
    expect(review(withGamma).faults).toEqual([]);

    const coupled = { equations: 'u_t = u_xx + v\nv_t = -u' };
    expect(review(mended(coupled, /v as an unknown/)).faults).toEqual([]);
    expect(mended({ equations: 'u_t = nu*(u_xx + u_yy)' }, /coordinate y/).axes.y.on).toBe(true);
  });

  test('in conditions, the domain and parameters are said there', () => {
    expect(first({ places: { ...burgers.places, 't min': 'u = sin(q*x)' } })).toMatchObject({ at: 't min' });
    expect(first({ places: { ...burgers.places, 'x max': 'u = 1/' } })).toMatchObject({ at: 'x max' });
    expect(first({ axes: { ...burgers.axes, x: { ...burgers.axes.x, max: '-3' } } })).toMatchObject({ at: 'domain' });
    expect(first({ parameters: [{ name: 'nu', value: 'many' }] })).toMatchObject({ at: 'parameters' });
  });

  test('a method that misses a start or a side is helped', () => {
    const draft = typed({ places: { 'x min': 'u = 0' } });
    const fixes = missingFixes(['conditions: say what u is at t=0'], draft);
    expect(fixes.map(({ words }) => words)).toEqual(['Start with u = 0', 'u = 0 on x = 1']);
    expect(fixes[0]!.apply(draft).places['t min']).toBe('u = 0');
  });
});
