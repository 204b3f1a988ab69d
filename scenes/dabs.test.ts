import { describe, expect, it } from 'vitest';
import { compile } from '../solvers/expr';
import { dabOn } from '../solvers/methods/evolve/dab';
import { parseScene } from './parse';
import { presetById } from './presets';
import { resolve } from './resolve';
import { applySettings } from './set';

const DAB = { field: 'v', at: [[0.1, 0.9]], radius: 0.3, amount: 0.5 };

function problem(id: string, dabs: readonly unknown[], ...settings: string[]) {
  return resolve(parseScene({ ...applySettings(presetById(id).scene, settings), dabs })).problem;
}

describe('dabs in a scene', () => {
  it('are what the brush does to a run, also around the ends of periodic axes', () => {
    const before = resolve(presetById('gray-scott').scene).problem;
    const { max } = before.axes[0]!;
    const dab = {
      ...DAB,
      at: [
        [0.03 * max, 0.5 * max],
        [0.4 * max, 0.99 * max],
      ],
      radius: 0.2 * max,
    };
    const after = problem('gray-scott', [dab]);
    const at = Float64Array.from({ length: 9 }, (_, k) => (k / 9) * max);
    const axes = before.axes.map((axis) => ({ ...axis, periodic: true }));
    const bumps = dab.at.map(([x, y]) =>
      dabOn({ field: 'v', x: x!, y: y!, radius: dab.radius, amount: 0.5 }, axes as never, [
        { name: 'y', at },
        { name: 'x', at },
      ]),
    );
    const names = ['x', 'y', ...Object.keys(before.parameters)];
    const of = ({ initial }: typeof before) => compile(initial.v!, names);
    let painted = 0;
    for (const [j, y] of at.entries()) {
      for (const [i, x] of at.entries()) {
        const values = [x, y, ...Object.values(before.parameters)];
        const bump = of(after)(values) - of(before)(values);
        expect(bump).toBeCloseTo(bumps[0]![9 * j + i]! + bumps[1]![9 * j + i]!, 12);
        if (bump > 0.01) painted++;
      }
    }
    expect(painted).toBeGreaterThan(8);
  });

  it('go on given fields as well, and on starts in one dimension', () => {
    const { inputs, exact } = problem('darcy', [{ ...DAB, field: 'a', amount: 4 }]);
    const plain = resolve(presetById('darcy').scene).problem.inputs;
    const [a, b] = [inputs.a!, plain.a!].map(({ formula }) => compile(formula!, ['x', 'y'])([0.1, 0.9]));
    expect(a! - b!).toBeCloseTo(4, 12);
    expect(exact).toEqual({});
    const { initial } = problem('burgers', [{ ...DAB, field: 'u', at: [[0.25]] }]);
    expect(compile(initial.u!, ['x'])([0.25])).toBeCloseTo(0.5 - Math.sin(Math.PI / 4), 12);
  });

  it.each([
    ['darcy', { field: 'q' }, 'dabs[0].field: there is no q: choose from u, a'],
    ['darcy', { field: 'u' }, 'dabs[0].field: u has no start to paint on, since no time runs'],
    ['gray-scott', { at: [[0.5]] }, 'dabs[0].at[0]: give x, y'],
    ['gray-scott', { radius: 0 }, 'dabs[0].radius: 0 is not above 0'],
    ['ns-vorticity-forced', { field: 'w' }, 'the start of w is random'],
    ['decaying-turbulence', { field: 'u' }, 'the start of u is random'],
    ['gray-scott', { at: [] }, 'dabs[0].at is empty'],
  ])('%s with %j is refused by name', (id, change, why) => {
    expect(() => problem(id, [{ ...DAB, ...change }])).toThrow(why);
  });
});
