import { describe, expect, it } from 'vitest';
import { compile } from '../solvers/expr';
import { canonicalText, type Json } from './canonical';
import { metricReferences, pointSets, vortexReference } from './index';
import { parseScene } from './parse';
import { DEFAULT_PRESET, presetById, presets } from './presets';
import { resolve } from './resolve';
import { applySettings } from './set';

const scene = (id: string) => presetById(id).scene;

describe('presets', () => {
  it('have an id each, stand under few headings, and the first visit sees the cavity', () => {
    const ids = presets.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...new Set(presets.map(({ topic }) => topic))]).toEqual([
      'Flows',
      'Steady fields',
      'Waves and patterns in time',
    ]);
    expect(ids[0]).toBe(DEFAULT_PRESET);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))('%s resolves and leaves nothing open', (_, preset) => {
    const { problem, method, notes } = resolve(preset.scene);
    expect(notes).toEqual([]);
    expect(method).not.toBeNull();
    expect(problem.sides).toHaveLength(2 * problem.axes.length);
    expect(preset.description.length).toBeGreaterThan(20);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))('%s reads back to the same text', (_, preset) => {
    expect(canonicalText(parseScene(JSON.parse(preset.text)) as unknown as Json)).toBe(preset.text);
  });

  it('name the nearest id for a wrong one', () => {
    expect(() => presetById('cavity-re10000')).toThrow(
      'there is no scene "cavity-re10000": did you mean cavity-re1000?',
    );
  });
});

describe('cavities', () => {
  it.each([
    ['cavity-re100', 100, 128],
    ['cavity-re400', 400, 128],
    ['cavity-re1000', 1000, 256],
    ['cavity-re3200', 3200, 256],
  ])('%s: a unit square with a moving lid', (id, re, n) => {
    const { problem } = resolve(scene(id));
    expect(problem.parameters).toEqual({ Re: re });
    expect(problem.grid.cells).toEqual([n, n]);
    const lid = problem.sides.find((side) => side.axis === 'y' && side.end === 'max');
    expect(lid?.kind).toBe('values');
    expect(compile(lid?.values.u as never, [])([])).toBe(1);
    expect(compile(lid?.values.v as never, [])([])).toBe(0);
    expect(problem.sides.filter((side) => side.kind === 'wall')).toHaveLength(3);
  });

  it.each([100, 400, 1000])('Re %i carries 17 converged and 17 printed points a line', (re) => {
    const given = scene(`cavity-re${re}`);
    const { problem } = resolve(given);
    for (const line of problem.profiles) {
      const sets = pointSets(given, line);
      expect(sets.map((set) => set.kind)).toEqual(['converged', 'published']);
      for (const set of sets) {
        expect(set.positions).toHaveLength(17);
        expect(set.values).toHaveLength(17);
        expect([...set.positions].sort((a, b) => a - b)).toEqual(set.positions);
        // Walls and lid are known exactly.
        expect(Math.abs(set.values[0])).toBe(0);
        expect(set.values[16]).toBeCloseTo(line.field === 'u' ? 1 : 0, 9);
      }
      const [converged, ghia] = sets;
      const gap = Math.max(
        ...ghia.values.map((value, i) => {
          return ghia.suspect.includes(ghia.positions[i]) ? 0 : Math.abs(value - converged.values[i]);
        }),
      );
      // `accuracy` was rounded to two digits when it was stored.
      expect(gap).toBeLessThan(1.05 * ghia.accuracy);
      expect(gap).toBeLessThan(0.019);
    }
  });

  it('follow the slider from one Reynolds number to the next, and give no points in between', () => {
    const at400 = applySettings(scene('cavity-re1000'), ['params.Re=400']);
    const line = resolve(at400).problem.profiles[0];
    expect(pointSets(at400, line).map((set) => set.label)).toEqual([
      'Converged solution, Re 400',
      'Ghia et al. 1982, Re 400',
    ]);
    const at700 = applySettings(scene('cavity-re1000'), ['params.Re=700']);
    expect(pointSets(at700, line)).toEqual([]);
    expect(vortexReference(at700)).toBeNull();
    expect(vortexReference(at400)?.x).toBeCloseTo(0.5541, 4);
  });

  it('give no points once the problem is another', () => {
    const faster = applySettings(scene('cavity-re1000'), ['conditions[0].is=["u = 2", "v = 0"]']);
    expect(pointSets(faster, resolve(faster).problem.profiles[0])).toEqual([]);
    const finer = applySettings(scene('cavity-re1000'), ['grid.n=64']);
    expect(pointSets(finer, resolve(finer).problem.profiles[0])).toHaveLength(2);
  });
});

describe('cylinders', () => {
  it.each([
    ['cylinder-re20', 0.2, 0.3, 20],
    ['cylinder-re100', 1, 1.5, 100],
  ])('%s is the DFG benchmark to the digit', (id, mean, peak, re) => {
    const { problem } = resolve(scene(id));
    expect(problem.axes).toEqual([
      { name: 'x', min: 0, max: 2.2 },
      { name: 'y', min: 0, max: 0.41 },
    ]);
    // Square cells of 0.005, so that the axis y = 0.2 of the cylinder is a row of faces.
    expect(problem.grid.cells).toEqual([440, 82]);
    expect(problem.scales).toMatchObject({ speed: mean, length: 0.1 });

    // nu = 1e-3: the coefficient of u_xx, all other names set to 0.
    const right = problem.equations[0].right;
    const viscosity = compile(right, ['Re', 'u_xx', 'u_yy', 'p_x'])([re, 1, 0, 0]);
    expect(viscosity).toBe(0.001);

    const inflow = problem.sides.find((side) => side.axis === 'x' && side.end === 'min');
    const u = compile(inflow?.values.u as never, ['y']);
    // Two roundings in the formula.
    expect(u([0.205])).toBeCloseTo(peak, 14);
    expect(u([0])).toBe(0);
    expect(problem.sides.find((side) => side.end === 'max' && side.axis === 'x')?.kind).toBe('outflow');

    const distance = compile(problem.obstacles[0].distance, ['x', 'y']);
    expect(distance([0.2, 0.2])).toBe(-0.05);
    expect(distance([0.25, 0.2])).toBeCloseTo(0, 15);
    expect(distance([0.3, 0.2])).toBeCloseTo(0.05, 15);
  });

  it('know the published intervals at their own Reynolds number only', () => {
    expect(metricReferences(scene('cylinder-re20')).map((known) => known.metric)).toEqual(['cD', 'cL', 'dp']);
    expect(metricReferences(scene('cylinder-re100')).map((known) => known.metric)).toEqual(['cDmax', 'cLmax', 'St']);
    expect(metricReferences(applySettings(scene('cylinder-re20'), ['params.Re=100']))).toEqual([]);
    for (const { min, max, value } of metricReferences(scene('cylinder-re20'))) {
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    }
  });
});

describe('periodic flows', () => {
  it.each(['taylor-green', 'shear-layer', 'decaying-turbulence'])('%s has four periodic sides', (id) => {
    expect(resolve(scene(id)).problem.sides.map((side) => side.kind)).toEqual(Array(4).fill('periodic'));
  });

  it('taylor-green solves the equations it states', () => {
    const { problem } = resolve(scene('taylor-green'));
    const [x, y, t, nu] = [0.7, 1.9, 0.6, 0.1];
    const at = (name: string, dx: number, dy: number, dt: number) =>
      compile(problem.exact[name], ['x', 'y', 't', 'nu'])([x + dx, y + dy, t + dt, nu]);
    // Central differences: truncation h^2 = 1e-6 times third derivatives of order 1, second differences lose
    // eps/h^2 = 2e-10 to rounding; both are far below 1e-5.
    const h = 1e-3;
    const first = (name: string, a: number, b: number, c: number) =>
      (at(name, a * h, b * h, c * h) - at(name, -a * h, -b * h, -c * h)) / (2 * h);
    const second = (name: string, a: number, b: number) =>
      (at(name, a * h, b * h, 0) - 2 * at(name, 0, 0, 0) + at(name, -a * h, -b * h, 0)) / (h * h);
    const values: Record<string, number> = { nu, x, y, t };
    for (const name of ['u', 'v', 'p']) {
      values[name] = at(name, 0, 0, 0);
      values[`${name}_x`] = first(name, 1, 0, 0);
      values[`${name}_y`] = first(name, 0, 1, 0);
      values[`${name}_t`] = first(name, 0, 0, 1);
      values[`${name}_xx`] = second(name, 1, 0);
      values[`${name}_yy`] = second(name, 0, 1);
    }
    const names = Object.keys(values);
    const numbers = Object.values(values);
    for (const { left, right } of problem.equations) {
      expect(compile(left, names)(numbers)).toBeCloseTo(compile(right, names)(numbers), 5);
    }
    for (const name of ['u', 'v', 'p']) {
      expect(compile(problem.initial[name], ['x', 'y'])([x, y])).toBe(
        compile(problem.exact[name], ['x', 'y', 't', 'nu'])([x, y, 0, nu]),
      );
    }
  });

  it('shear-layer has a continuous start', () => {
    const { problem } = resolve(scene('shear-layer'));
    const u = compile(problem.initial.u, ['y', 'rho']);
    expect(u([0.25, 30])).toBe(0);
    expect(u([0.5, 30])).toBeCloseTo(u([0.5 + 1e-9, 30]), 6);
    expect(u([0.5, 30])).toBeCloseTo(Math.tanh(7.5), 12);
  });

  it('decaying-turbulence starts at random', () => {
    const { problem } = resolve(scene('decaying-turbulence'));
    expect(problem.random).toEqual({ peak: 6, rms: 1 });
    expect(problem.seed).toBe(1);
    expect(problem.initial).toEqual({});
  });
});
