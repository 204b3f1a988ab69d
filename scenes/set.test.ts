import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../solvers/base/result';
import { presetById } from './presets';
import { resolve } from './resolve';
import { applySettings } from './set';

const cavity = presetById('cavity-re1000').scene;
const turbulence = presetById('decaying-turbulence').scene;

describe('applySettings', () => {
  it('sets parameters by their short name, also beyond the slider', () => {
    expect(resolve(applySettings(cavity, ['params.Re=700'])).problem.parameters.Re).toBe(700);
    expect(resolve(applySettings(cavity, ['params.Re=2*350'])).problem.parameters.Re).toBe(700);
    const fast = resolve(applySettings(cavity, ['params.Re = 20000']));
    expect(fast.sliders[0].max).toBe(20000);
    expect(fast.notes).toHaveLength(1);
  });

  it.each<[string, (scene: typeof cavity) => unknown, unknown]>([
    ['grid.n=128', (s) => s.grid?.n, 128],
    ['grid.n=[64, 32]', (s) => s.grid?.n, [64, 32]],
    ['grid.n=2^7', (s) => s.grid?.n, '2^7'],
    ['title=128', (s) => s.title, '128'],
    ['title=a = b', (s) => s.title, 'a = b'],
    ['conditions[0].is=u = 2', (s) => s.conditions?.[0].is, 'u = 2'],
    ['conditions.0.is=["u = 2", "v = 0"]', (s) => s.conditions?.[0].is, ['u = 2', 'v = 0']],
    ['conditions[0].is[0]=u = 3', (s) => s.conditions?.[0].is, ['u = 3', 'v = 0']],
    ['coordinates.x[1]=2*pi', (s) => s.coordinates.x, [0, '2*pi']],
    ['parameters.Re.range=[1, 2]', (s) => s.parameters?.Re.range, [1, 2]],
    ['params.Re.label=Re', (s) => s.parameters?.Re.label, 'Re'],
    ['seed=7', (s) => s.seed, 7],
    ['dt=0.001', (s) => s.dt, 0.001],
    ['grid.spacing.x=1 + x', (s) => s.grid?.spacing, { x: '1 + x' }],
    ['recipes.flow.cfl=0.5', (s) => s.recipes, { flow: { cfl: 0.5 } }],
    ['view.panes[0].particles=false', (s) => s.view?.panes?.[0].particles, false],
  ])('%s', (setting, read, value) => {
    expect(read(applySettings(cavity, [setting]))).toEqual(value);
  });

  it('works in order and leaves its input alone', () => {
    const before = JSON.stringify(cavity);
    expect(applySettings(cavity, ['grid.n=64', 'grid.n=32']).grid?.n).toBe(32);
    expect(applySettings(cavity, [])).toBe(cavity);
    expect(JSON.stringify(cavity)).toBe(before);
    expect(applySettings(turbulence, ['conditions[2].random.peak=10']).conditions?.[2].random).toMatchObject({
      peak: 10,
    });
  });

  it.each([
    ['grid.n=100000', 'grid.n', 'grid.n = 100000 is over the limit 4096: choose at most 4096'],
    ['grid.n=', 'grid.n', 'grid.n = "": the formula is empty'],
    ['grid.n=many', 'grid.n', 'grid.n = "many": `many` has no value here'],
    ['grid.m=128', 'grid.m', 'grid.m: the scene has no such field; the nearest is grid.n'],
    ['params.re=700', 'params.re', 'params.re: the scene has no such field; the nearest is params.Re'],
    ['params.nu=1', 'params.nu', 'params.nu: the scene has no such field; the nearest is params.Re'],
    ['parameters.R.value=1', 'parameters.R.value', 'parameters.R.value: the scene has no such field; the nearest is'],
    [
      'conditions[9].is=wall',
      'conditions[9].is',
      'conditions[9].is: the scene has no such field; the nearest is conditions[0].is',
    ],
    ['girdn=1', 'girdn', 'girdn: the scene has no such field; the nearest is grid'],
    ['__proto__.polluted=1', '__proto__.polluted', '__proto__.polluted: the scene has no such field'],
    ['scales.__proto__=1', 'scales.__proto__', 'scales.__proto__'],
    ['scales.constructor=1', 'scales.constructor', 'scales.constructor: this key is not allowed'],
    ['grid.n', 'grid.n', 'grid.n has no value: write path=value, as in grid.n=128'],
    ['=3', '', ': the scene has no such field'],
    ['params.Re=1e999', 'parameters.Re.value', 'parameters.Re.value = "1e999": this number is too large'],
    ['version=9', 'version', "version = 9 is newer than this program's 1"],
  ])('refuses %s', (setting, field, start) => {
    try {
      applySettings(cavity, [setting]);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect((error as Failure).message.startsWith(start), (error as Failure).message).toBe(true);
      expect((error as Failure).field).toBe(field);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      return;
    }
    throw new Error('nothing was refused');
  });

  it('never throws anything but a Failure', () => {
    const start = fc.constantFrom(
      'grid.n',
      'params.Re',
      'conditions[0].is',
      'coordinates.x',
      'view.panes',
      '',
      'scales.speed',
      '$schema',
    );
    fc.assert(
      fc.property(start, fc.string(), fc.oneof(fc.string(), fc.json()), (path, more, value) => {
        try {
          resolve(applySettings(cavity, [`${path}=${value}`]));
          applySettings(cavity, [`${path}${more}=${value}`]);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).message).not.toContain('\n');
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
