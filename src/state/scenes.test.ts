import { describe, expect, it } from 'vitest';
import { sceneLibrary as library } from './scenes';

describe('the scene library', () => {
  it.each(library.presets.map(({ id }) => id))('describes %s for the panels', (id) => {
    const view = library.describe(library.preset(id));
    expect(view.title).not.toBe('');
    expect(view.equations.every(({ latex }) => latex.includes('='))).toBe(true);
    for (const { value, range } of view.parameters) {
      expect(value).toBeGreaterThanOrEqual(range[0]);
      expect(value).toBeLessThanOrEqual(range[1]);
    }
  });
  it('says conditions in words', () => {
    const { conditions } = library.describe(library.preset('decaying-turbulence'));
    expect(conditions.map(({ words }) => words)).toEqual(['across x', 'across y', 'at the start']);
    expect(conditions[2]?.is[0]).toContain('random velocity');
  });
  it('has reference points only where they hold', () => {
    const scene = library.preset('cavity-re1000');
    expect(new Set(library.references(scene).map(({ kind }) => kind))).toEqual(new Set(['converged', 'published']));
    expect(library.references(library.withParameter(scene, 'Re', 999))).toEqual([]);
  });
  it('leaves out points that are known to be misprinted', () => {
    const sets = library.references(library.preset('cavity-re400')).filter(({ kind }) => kind === 'published');
    expect(sets.some(({ positions }) => positions.includes(0.9063))).toBe(false);
  });
  it('keeps three answers in links, and the grid and the method apart from them', async () => {
    const three = library.withThree(library.withMethod(library.preset('burgers'), 'pinn'), true);
    const found = (await library.fromHash(await library.toHash(three)))!;
    expect(library.describe(found).panes.map(({ field }) => field)).toEqual(['u', 'u.reference', 'u.error']);
    expect(found.method).toBe('pinn');
    expect(library.describe(library.withThree(found, false)).panes).toEqual([]);
  });
  it('reads its own files and refuses huge ones', async () => {
    const scene = library.preset('cylinder-re20');
    expect(library.parse(library.toText(scene))).toEqual(scene);
    expect(() => library.parse(' '.repeat(10_000_000))).toThrow(/over the limit/);
    expect(await library.fromHash('')).toBeNull();
  });
});
