import { describe, expect, it } from 'vitest';
import { presetById, resolve } from '../../scenes';
import { compile } from '../../solvers/expr';
import { encodeLink } from '../share/link';
import { differInDrawn, withoutWall, withPaint, withWall } from './drawn';

const cavity = presetById('cavity-re1000').scene;
const cylinder = presetById('cylinder-re100').scene;
/** A half circle by a shaking hand. */
const CURVE = Array.from({ length: 400 }, (_, k): [number, number] => [
  0.5 + 0.3 * Math.cos((Math.PI * k) / 399) + 4e-4 * Math.sin(17 * k),
  0.3 + 0.3 * Math.sin((Math.PI * k) / 399),
]);

function distanceAt(scene: typeof cavity, x: number, y: number): number {
  const { obstacles, parameters } = resolve(scene).problem;
  const names = ['x', 'y', ...Object.keys(parameters)];
  return Math.min(...obstacles.map(({ distance }) => compile(distance, names)([x, y, ...Object.values(parameters)])));
}

describe('a wall that is drawn', () => {
  it('lies where the hand went, in a few points', () => {
    const scene = withWall(cavity, CURVE, 0.05);
    const [{ path, name }] = scene.obstacles as [{ path: unknown[]; name: string }];
    expect(name).toBe('wall 1');
    // A leg that leaves the arc by 0.004 spans 0.327 radians of it; halving may leave legs of half that.
    expect(path.length).toBeLessThan(2 * (Math.PI / 0.327) + 2);
    // On the hand's way it is as deep as the brush is wide, up to the slack of 0.08 radii and rounding.
    for (const [x, y] of CURVE) expect(distanceAt(scene, x, y)).toBeLessThan(-0.05 + 0.0041);
    expect(distanceAt(scene, 0.5, 0.3)).toBeGreaterThan(0.24);
  });

  it('makes links longer by little, and forgets what was expected', () => {
    const scene = withWall({ ...cavity, expect: { relL2: { max: 1 } } }, CURVE, 0.05);
    expect(scene.expect).toBeUndefined();
    expect(encodeLink(scene).length - encodeLink(cavity).length).toBeLessThan(250);
  });

  it('gets a name of its own, up to a limit', () => {
    let scene = withWall(cylinder, [[1, 0.1]], 0.02);
    scene = withWall(scene, [[1.2, 0.3]], 0.02);
    expect(scene.obstacles!.map(({ name }) => name)).toEqual(['cylinder', 'wall 1', 'wall 2']);
    for (let k = 0; k < 29; k++) scene = withWall(scene, [[1.5, 0.1]], 0.01);
    expect(() => withWall(scene, [[1, 0.2]], 0.02)).toThrow('There are 32 bodies, as many as may be: take one away.');
  });

  it('has as many points as may be, however the hand shakes', () => {
    const wild = CURVE.map(([x, y], k): [number, number] => [x + 0.2 * Math.sin(99 * k), y + 0.2 * Math.cos(57 * k)]);
    const scene = withWall(cavity, wild, 0.02);
    expect(resolve(scene).problem.obstacles).toHaveLength(1);
  });
});

it('a scene with other walls or sensors is told from another scene', () => {
  const walled = withWall(cavity, CURVE, 0.05);
  expect(differInDrawn(cavity, walled)).toBe(true);
  expect(differInDrawn({ ...walled, expect: { relL2: { max: 1 } } }, cavity)).toBe(true);
  expect(differInDrawn(walled, walled)).toBe(false);
  expect(differInDrawn({ ...cavity, seed: 3 }, walled)).toBe(false);
  const inverse = presetById('burgers-inverse').scene;
  expect(differInDrawn(inverse, { ...inverse, data: [{ field: 'u', at: { x: [0], t: [0] }, values: [0] }] })).toBe(
    true,
  );
});

describe('a body is taken away', () => {
  const scene = withWall(
    cylinder,
    [
      [1, 0.1],
      [1, 0.3],
    ],
    0.02,
  );

  it.each([
    ['where it lies', [0.2, 0.2], 0, ['wall 1']],
    ['next to it', [1.05, 0.2], 0.05, ['cylinder']],
  ] as const)('%s', (_, at, reach, left) => {
    expect(withoutWall(scene, at, reach)!.obstacles!.map(({ name }) => name)).toEqual(left);
  });

  it('with what holds on it', () => {
    const warm = { ...scene, conditions: [...scene.conditions!, { on: 'wall 1', is: 'wall' }] };
    const bare = withoutWall(warm, [1, 0.2], 0)!;
    expect(bare.conditions).toEqual(scene.conditions);
    expect(resolve(bare).problem.obstacles).toHaveLength(1);
  });

  it('not where there is none', () => {
    expect(withoutWall(scene, [2, 0.2], 0.05)).toBeNull();
    expect(withoutWall(cavity, [0.5, 0.5], 0.05)).toBeNull();
  });
});

describe('what is painted', () => {
  const stroke = { field: 'v', x: 0.123456789, y: 0.5, radius: 0.2, amount: 0.25 };

  it('is kept as places that share a brush', () => {
    const scene = withPaint(presetById('gray-scott').scene, [
      stroke,
      { ...stroke, x: 0.3 },
      { ...stroke, amount: -0.25 },
    ]);
    expect(scene.dabs).toEqual([
      {
        field: 'v',
        at: [
          [0.1235, 0.5],
          [0.3, 0.5],
        ],
        radius: 0.2,
        amount: 0.25,
      },
      { field: 'v', at: [[0.1235, 0.5]], radius: 0.2, amount: -0.25 },
    ]);
    expect(withPaint(presetById('burgers').scene, [{ ...stroke, field: 'u' }]).dabs![0]!.at).toEqual([[0.1235]]);
  });

  it('goes where it can be, up to a limit', () => {
    expect(() => withPaint(presetById('ns-vorticity-forced').scene, [{ ...stroke, field: 'w' }])).toThrow('is random');
    const many = Array.from({ length: 65 }, (_, k) => ({ ...stroke, amount: k + 1 }));
    expect(() => withPaint(presetById('gray-scott').scene, many)).toThrow('A scene keeps 64 strokes at most');
  });
});
