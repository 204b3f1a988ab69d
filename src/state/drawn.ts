import { canonicalText, resolve, type Scene } from '../../scenes';
import type { Point } from '../../scenes/drawn';
import { CAPS } from '../../solvers/base/caps';
import { Failure } from '../../solvers/base/result';
import { compile } from '../../solvers/expr';
import type { Axis } from '../../solvers/methods/problem';
import type { Stroke } from '../../solvers/methods/solver';

/** A way may leave the hand's by this part of the brush's radius. */
const SLACK = 0.08;
/** Places are kept to this part of the domain's shorter side: a quarter of a cell of the finest grid. */
const FINEST = 2 ** -14;

/**
 * The scene with a wall where a round brush has gone; what was expected of its answer is gone.
 * @throws Failure 'bad-input' where there are as many bodies as there may be
 */
export function withWall(scene: Scene, path: readonly Point[], radius: number): Scene {
  const obstacles = scene.obstacles ?? [];
  if (obstacles.length >= CAPS.obstacles) {
    throw new Failure(
      'bad-input',
      `There are ${obstacles.length} bodies, as many as may be: take one away.`,
      'obstacles',
    );
  }
  const { axes } = resolve(scene).problem;
  const round = rounder(axes);
  let slack = SLACK * radius;
  let way = simplified(path, slack);
  for (; way.length > CAPS.pathPoints; way = simplified(path, slack)) slack *= 1.5;
  const points = way.map(([x, y]): [number, number] => [round(x), round(y)]);
  const drawn = { name: nameBeside(obstacles), path: points, radius: round(radius) };
  return { ...withoutExpected(scene), obstacles: [...obstacles, drawn] };
}

/** The scene without the body at a place or within `reach` of it; null where there is none. */
export function withoutWall(scene: Scene, [x, y]: Point, reach: number): Scene | null {
  const { obstacles, parameters } = resolve(scene).problem;
  const names = ['x', 'y', ...Object.keys(parameters)];
  const far = obstacles.map(({ distance }) => compile(distance, names)([x, y, ...Object.values(parameters)]));
  const least = Math.min(...far);
  if (!(least <= reach)) return null;
  const gone = obstacles[far.indexOf(least)]!.name;
  const rest = withoutExpected(scene);
  return {
    ...rest,
    conditions: rest.conditions?.filter(({ on }) => on.trim() !== gone),
    obstacles: rest.obstacles?.filter(({ name }) => name !== gone),
  };
}

/** The scene with dabs on its start and its given fields; what was expected of its answer is gone. */
export function withPaint(scene: Scene, strokes: readonly Stroke[]): Scene {
  const { axes } = resolve(scene).problem;
  const round = rounder(axes);
  const dabs = [...(scene.dabs ?? [])];
  const first = dabs.length;
  for (const { field, x, y, radius, amount } of strokes) {
    const at = axes.length === 1 ? [round(x)] : [round(x), round(y)];
    const now = { field, radius: round(radius), amount: Number(amount.toPrecision(6)) };
    const last = dabs.length > first ? dabs.at(-1)! : null;
    const isSame = last?.field === field && last.radius === now.radius && last.amount === now.amount;
    if (isSame && last.at.length < CAPS.pathPoints) dabs[dabs.length - 1] = { ...last, at: [...last.at, at] };
    else dabs.push({ field, at: [at], radius: now.radius, amount: now.amount });
  }
  if (dabs.length > CAPS.dabs) {
    throw new Failure('bad-input', `A scene keeps ${CAPS.dabs} strokes at most: take some back first.`, 'dabs');
  }
  const painted = { ...withoutExpected(scene), dabs };
  resolve(painted);
  return painted;
}

/**
 * Whether scenes are the same beside their bodies and what was measured, so that a run of the one can go on with those
 * of the other.
 */
export function differInDrawn(one: Scene, other: Scene): boolean {
  const drawn = ({ obstacles = [], data = [] }: Scene) => JSON.stringify([obstacles, data]);
  const beside = ({ obstacles: _, data: __, expect: ___, ...rest }: Scene) =>
    canonicalText(JSON.parse(JSON.stringify(rest)));
  return drawn(one) !== drawn(other) && beside(one) === beside(other);
}

/** Rounds places and lengths to what the finest grid can tell apart. */
export function rounder(axes: readonly Axis[]): (value: number) => number {
  const digits = Math.ceil(-Math.log10(FINEST * Math.min(...axes.map(({ min, max }) => max - min))));
  return (value) => Number(value.toFixed(Math.min(20, Math.max(0, digits))));
}

export function withoutExpected({ expect: _, ...scene }: Scene): Scene {
  return scene;
}

function nameBeside(obstacles: NonNullable<Scene['obstacles']>): string {
  const names = obstacles.map(({ name }) => name);
  let count = 1;
  while (names.includes(`wall ${count}`)) count++;
  return `wall ${count}`;
}

/** The way with no more points than it needs to stay within `slack` of itself (Douglas and Peucker 1973). */
function simplified(path: readonly Point[], slack: number): readonly Point[] {
  if (path.length < 3) return path;
  const [first, last] = [path[0]!, path.at(-1)!];
  const far = path.map((point) => distanceToLeg(point, first, last));
  const most = Math.max(...far);
  if (most <= slack) return [first, last];
  const at = far.indexOf(most);
  return [...simplified(path.slice(0, at + 1), slack), ...simplified(path.slice(at), slack).slice(1)];
}

function distanceToLeg([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const s = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x0 - s * dx, y - y0 - s * dy);
}
