import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../solvers/base/result';
import { cases } from '../tests/fuzz';
import { migrate } from './migrate';
import { parseScene, parseSceneText } from './parse';
import { presetById, presets } from './presets';

const MINIMAL = {
  version: 1,
  id: 'burgers',
  unknowns: ['u'],
  coordinates: { x: [-1, 1], t: [0, 1] },
  parameters: { nu: '0.01/pi' },
  equations: ['u_t + u*u_x = nu*u_xx'],
};

/** The failure that `work` ends in; anything else fails the test. */
function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const refused = (change: object) => failureOf(() => parseScene({ ...MINIMAL, ...change }));

describe('parseScene', () => {
  it('takes a scene that says little, and puts parameters in their long form', () => {
    expect(parseScene(MINIMAL)).toEqual({ ...MINIMAL, parameters: { nu: { value: '0.01/pi' } } });
  });

  it('returns an object that shares nothing with its input', () => {
    const input = structuredClone(MINIMAL);
    const scene = parseScene(input);
    input.coordinates.x[0] = 7;
    input.equations[0] = '';
    expect(scene.coordinates.x).toEqual([-1, 1]);
    expect(scene.equations).toEqual(MINIMAL.equations);
  });

  it('reads the example of the documentation', () => {
    const scene = parseScene({
      ...MINIMAL,
      title: 'Burgers: a shock from a sine',
      parameters: { nu: { value: '0.01/pi', range: [0.001, 0.1], scale: 'log' } },
      conditions: [
        { on: 't=0', is: 'u = -sin(pi*x)' },
        { on: 'x=-1', is: 'u = 0' },
        { on: 'x=1', is: 'u = 0' },
      ],
      method: 'pinn',
      reference: 'auto',
      seed: 0,
    });
    expect(scene.method).toBe('pinn');
  });

  it.each<[string, object, string, string]>([
    [
      'a grid over the cap',
      { grid: { n: 100000 } },
      'grid.n',
      'grid.n = 100000 is over the limit 4096: choose at most 4096',
    ],
    [
      'the same as a formula',
      { grid: { n: '10^5' } },
      'grid.n',
      'grid.n = 100000 is over the limit 4096: choose at most 4096',
    ],
    [
      'one axis over the cap',
      { grid: { n: [64, 5000] } },
      'grid.n[1]',
      'grid.n[1] = 5000 is over the limit 4096: choose at most 4096',
    ],
    ['half a cell', { grid: { n: 64.5 } }, 'grid.n', 'grid.n = 64.5 is not a whole number: choose one from 4 to 4096'],
    ['too few cells', { grid: { n: 1 } }, 'grid.n', 'grid.n = 1 is too small: choose at least 4'],
    ['a negative seed', { seed: -1 }, 'seed', 'seed = -1 is too small: choose at least 0'],
    ['an unknown key', { gird: { n: 64 } }, 'gird', 'gird is not a key of this version: did you mean grid?'],
    ['an unknown inner key', { grid: { m: 64 } }, 'grid.m', 'grid.m is not a key of this version: did you mean n?'],
    [
      'an unknown key in a parameter',
      { parameters: { nu: { value: 1, rnage: [0, 1] } } },
      'parameters.nu.rnage',
      'parameters.nu.rnage is not a key of this version: did you mean range?',
    ],
    ['a missing key', { id: undefined }, 'id', 'id is missing: write it'],
    ['a wrong type', { unknowns: 'u' }, 'unknowns', 'unknowns must be a list, not "u"'],
    [
      'a broken constant',
      { dt: '1/' },
      'dt',
      'dt = "1/": a number, a name or `(` must stand after `/`, but found the end (at character 3)',
    ],
    [
      'an infinite constant',
      { dt: '1/0' },
      'dt',
      'dt = "1/0": this is Infinity: give a formula with a finite value (at character 1)',
    ],
    [
      'a name in a constant',
      { dt: 'nu' },
      'dt',
      'dt = "nu": `nu` has no value here: only numbers, pi and e make a constant (at character 1)',
    ],
    ['no number at all', { dt: true }, 'dt', 'dt must be a number or a constant formula, not true'],
    [
      'an infinite number',
      { dt: Number.POSITIVE_INFINITY },
      'dt',
      'dt = Infinity is not a finite number: write a finite one',
    ],
    ['NaN', { dt: Number.NaN }, 'dt', 'dt = NaN is not a finite number: write a finite one'],
    ['no equations', { equations: [] }, 'equations', 'equations is empty: write at least one equation'],
    [
      'many unknowns',
      { unknowns: Array(9).fill('u') },
      'unknowns',
      'unknowns has 9 entries, over the limit 8: use at most 8',
    ],
    ['a long title', { title: 'x'.repeat(201) }, 'title', 'title is 201 characters long: use at most 200'],
    [
      'a name with a blank',
      { unknowns: ['u v'] },
      'unknowns[0]',
      'unknowns[0] must be a name: a letter, then letters, digits or underscores',
    ],
    [
      'a condition that says nothing',
      { conditions: [{ on: 'x=0' }] },
      'conditions[0]',
      'conditions[0] needs either "is" or "random"',
    ],
    [
      'a condition of a wrong kind',
      { conditions: [{ on: 'x=0', is: 3 }] },
      'conditions[0].is',
      'conditions[0].is must be a formula or a list of formulas, not 3',
    ],
    [
      'a function',
      { title: () => 1 },
      'title',
      'title is a function, which JSON cannot hold: write a number, a text or an object',
    ],
  ])('refuses %s', (_, change, field, message) => {
    const failure = refused(change);
    expect(failure.message).toBe(message);
    expect(failure.field).toBe(field);
    expect(failure.code).toBe('bad-input');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('refuses the key %s anywhere', (key) => {
    const text = JSON.stringify({ ...MINIMAL, parameters: { KEY: 1 } }).replace('KEY', key);
    expect(failureOf(() => parseSceneText(text)).field).toBe(`parameters.${key}`);
    const atRoot = `{"${key}": {"polluted": true}, ${JSON.stringify(MINIMAL).slice(1)}`;
    expect(failureOf(() => parseSceneText(atRoot)).field).toBe(key);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses cycles, depth and bulk without hanging', () => {
    const cycle: Record<string, unknown> = { ...MINIMAL };
    cycle.view = cycle;
    expect(failureOf(() => parseScene(cycle)).message).toContain('nested deeper than 12 levels');
    const bulk = { ...MINIMAL, save: Array(1e6).fill(0) };
    expect(failureOf(() => parseScene(bulk)).message).toBe('save has 1000000 entries, too many: make it shorter');
    const sparse: unknown[] = [];
    sparse.length = 4e9;
    expect(failureOf(() => parseScene({ ...MINIMAL, save: sparse })).field).toBe('save');
    expect(failureOf(() => parseSceneText(' '.repeat(300_000))).message).toContain('over the limit 262144');
    expect(failureOf(() => parseSceneText('{"version": 1,')).message).toContain('scene is not JSON');
    expect(failureOf(() => parseScene({ ...MINIMAL, title: 'x'.repeat(300_000) })).field).toBe('title');
  });

  it('keeps outside text out of the message but for a short, printable part', () => {
    const failure = refused({ [`<img src=x onerror=alert(1)>\n\u0000${'y'.repeat(1000)}`]: 1 });
    expect(failure.message).not.toMatch(/\p{Cc}/u);
    expect(failure.message.length).toBeLessThan(400);
  });

  it('never throws anything but a Failure, whatever a preset is changed into', () => {
    const paths = [
      'title',
      'unknowns',
      'coordinates',
      'parameters',
      'equations',
      'conditions',
      'grid',
      'obstacles',
      'view',
      'seed',
      'scales',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...presets),
        fc.constantFrom(...paths),
        fc.anything({ withNullPrototype: true, withTypedArray: true, withBigInt: true, withMap: true, withDate: true }),
        (preset, path, value) => {
          try {
            parseScene({ ...preset.scene, [path]: value });
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
            expect((error as Failure).message).not.toContain('\n');
          }
        },
      ),
      cases(1_000),
    );
  });

  it('never throws anything but a Failure for any JSON text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(failureOf(() => parseSceneText(text)).code).toBe('bad-input');
      }),
      cases(1_000),
    );
  });
});

describe('migrate', () => {
  it('passes the present version and refuses others by name', () => {
    expect(migrate({ version: 1, id: 'a' })).toEqual({ version: 1, id: 'a' });
    expect(failureOf(() => migrate({ id: 'a' })).message).toBe('version is missing: add "version": 1');
    const newer = failureOf(() => migrate({ version: 2 }));
    expect(newer.message).toBe("version = 2 is newer than this program's 1: update the program, or reload the page");
    expect(newer.field).toBe('version');
    expect(failureOf(() => migrate({ version: '1' })).field).toBe('version');
    expect(failureOf(() => migrate([])).field).toBe('scene');
  });
});

it('keeps a preset as it is', () => {
  const { scene } = presetById('cavity-re1000');
  expect(parseScene(scene)).toEqual(scene);
});
