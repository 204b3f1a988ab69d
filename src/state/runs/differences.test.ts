import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySettings, presetById, presets, type Scene } from '../../../scenes';
import { differences, differencesInWords } from './differences';

const scene = (preset: string, ...settings: string[]): Scene => applySettings(presetById(preset).scene, settings);

const CAVITY = scene('cavity-re100');

/** The words for a change of the cavity. */
const changing = (change: Partial<Scene>): string[] => differences({ ...CAVITY, ...change }, CAVITY);

describe('two scenes in words', () => {
  it('are the same where they are, whatever they are called and however they are drawn', () => {
    for (const { id } of presets) expect(differences(scene(id), scene(id))).toEqual([]);
    expect(differencesInWords(CAVITY, CAVITY)).toBe('The same scene.');
    expect(changing({ title: 'Mine', id: 'mine', description: 'mine', view: { panes: [{ field: 'p' }] } })).toEqual([]);
    expect(changing({ expect: { relL2: { max: 1 } } })).toEqual([]);
  });

  it('name parameters by their labels, numbers by their values', () => {
    const label = CAVITY.parameters!.Re!.label!;
    expect(differences(scene('cavity-re100', 'params.Re=40'), CAVITY)).toEqual([`${label} 40 instead of 100`]);
    expect(differencesInWords(scene('cavity-re100', 'params.Re=40', 'method=flow', 'seed=3'), CAVITY)).toContain('; ');
    // A formula for the same number is the same number; a range is a slider's matter.
    expect(changing({ parameters: { Re: { ...CAVITY.parameters!.Re!, value: '10^2', range: [1, 2000] } } })).toEqual(
      [],
    );
    expect(changing({ parameters: { ...CAVITY.parameters, k: { value: 3, label: 'Decay' } } })).toEqual([
      'a parameter more, Decay 3',
    ]);
    expect(changing({ parameters: {} })).toEqual([`no parameter ${label}`]);
    const nu = (value: number) => scene('burgers', `params.nu=${value}`);
    expect(differences(nu(0.01234567), nu(0.01234568))).toEqual([expect.stringContaining('0.01234567 instead of')]);
  });

  it('name a parameter that is to be found', () => {
    const found = { ...CAVITY.parameters!.Re!, infer: { start: 10 } };
    expect(changing({ parameters: { Re: found } })).toEqual([
      `${CAVITY.parameters!.Re!.label} found from 10 instead of given`,
    ]);
  });

  it('name methods, seeds, steps, grids and what stands for a choice', () => {
    const poisson = scene('poisson');
    const pinn = scene('poisson', 'method=pinn');
    expect(differences(pinn, { ...poisson, method: 'multigrid' })).toEqual(['method pinn instead of multigrid']);
    const { method: _, ...free } = pinn;
    expect(differences(free, pinn)).toEqual(['method by choice instead of pinn']);
    expect(changing({ seed: 3 })).toEqual(['seed 3 instead of 0']);
    expect(changing({ seed: 0 })).toEqual([]);
    expect(changing({ dt: 0.01 })).toEqual(['time step 0.01 instead of by choice']);
    expect(differences(scene('cavity-re100', 'grid.n=[32,64]'), scene('cavity-re100', 'grid.n=48'))).toEqual([
      'grid 32 x 64 instead of 48',
    ]);
  });

  it('name equations, unknowns, definitions and domains', () => {
    const heat = scene('heat');
    const [first] = heat.equations;
    expect(differences({ ...heat, equations: [`${first} + 1`] }, heat)).toEqual([
      `the equation ${first} + 1 instead of ${first}`,
    ]);
    expect(differences({ ...heat, equations: [first!, 'v = u'], unknowns: ['u', 'v'] }, heat)).toEqual([
      'an unknown more (v)',
      'an equation more, v = u',
    ]);
    expect(differences(heat, { ...heat, definitions: { ...heat.definitions, q: 'x' } })).toEqual([
      'without the definition q',
    ]);
    expect(differences({ ...heat, definitions: { q: 'y' } }, { ...heat, definitions: { q: 'x' } })).toEqual([
      'definition q = y instead of x',
    ]);
    const domain = (change: object): Scene => ({ ...CAVITY, coordinates: { ...CAVITY.coordinates, ...change } });
    expect(differences(domain({ t: [0, 7] }), domain({ t: [0, 9] }))).toEqual(['end time 7 instead of 9']);
    expect(differences(domain({ x: [0, 2] }), CAVITY)).toEqual(['x to 2 instead of 1']);
    expect(differences(domain({ x: [-1, 1] }), CAVITY)).toEqual(['x from -1 to 1 instead of 0 to 1']);
    expect(differences(domain({ z: [0, 1] }), CAVITY)).toEqual(['a coordinate more, z from 0 to 1']);
  });

  it('name conditions by their place and obstacles by number, name and shape', () => {
    const lid = { ...CAVITY, conditions: [{ on: 'y=1', is: ['u = 2', 'v = 0'] }] };
    expect(differences(lid, { ...lid, conditions: [{ on: 'y = 1', is: ['u = 2', 'v = 0'] }] })).toEqual([]);
    expect(differences(lid, { ...lid, conditions: [{ on: 'y=1', is: 'u = 1' }] })).toEqual([
      'on y=1: u = 2, v = 0 instead of u = 1',
    ]);
    expect(differences({ ...lid, conditions: [] }, lid)).toEqual(['nothing said on y=1']);
    expect(differences({ ...lid, conditions: [...lid.conditions, { on: 't=0', is: 'u = x' }] }, lid)).toEqual([
      'at the start: u = x',
    ]);
    const disc = { name: 'disc', distance: 'x - 0.1' };
    expect(changing({ obstacles: [disc] })).toEqual(['an obstacle more (disc)']);
    expect(changing({ obstacles: [disc, { ...disc, name: 'bar' }] })).toEqual(['2 obstacles more (disc, bar)']);
    const with1 = { ...CAVITY, obstacles: [disc] };
    expect(differences(CAVITY, with1)).toEqual(['without the obstacle disc']);
    expect(differences({ ...CAVITY, obstacles: [{ ...disc, distance: 'x' }] }, with1)).toEqual([
      'another shape of disc',
    ]);
  });

  it('name settings of methods, stop rules and the rest', () => {
    expect(changing({ recipes: { ...CAVITY.recipes, lab: { width: 20, hard: false } } })).toEqual([
      "lab's width 20 instead of its default",
      "lab's hard false instead of its default",
    ]);
    const stop = { steps: 5, metrics: { loss: { below: 1 } } };
    expect(changing({ stop })).toEqual(['stops after 5 steps', 'stops when loss is below 1']);
    expect(differences(CAVITY, { ...CAVITY, stop: { seconds: 9 } })).toEqual(['does not stop after 9 s']);
    expect(differences({ ...CAVITY, stop: { steps: 7 } }, { ...CAVITY, stop })).toEqual([
      'stops after 7 steps instead of 5',
      'does not stop when loss is below 1',
    ]);
    expect(changing({ save: [1] })).toEqual(['other times that are kept']);
  });

  it('never say that two scenes are the same which state other things', () => {
    const ids = presets.map(({ id }) => id);
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.constantFrom(...ids), (a, b) => {
        const [left, right] = [scene(a), scene(b)];
        const bare = ({ id, title, description, view, expect: _, ...own }: Scene): string => JSON.stringify(own);
        fc.pre(bare(left) !== bare(right));
        expect(differences(left, right).length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
