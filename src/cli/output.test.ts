import { expect, test } from 'vitest';
import type { HostField } from '../../solvers/methods/solver';
import { fieldArrays } from './output';

const field = (name: string, x: number[], y: number[]): HostField => ({
  name,
  shape: [y.length, x.length],
  data: Float64Array.from({ length: x.length * y.length }, (_, k) => k),
  coordinates: { y: Float64Array.from(y), x: Float64Array.from(x) },
});

test('staggered fields carry their own coordinates, the others share theirs', () => {
  const faces = [0, 1, 2];
  const centres = [0.5, 1.5];
  const fields = [field('u', faces, centres), field('v', centres, faces), field('p', centres, centres)];
  const arrays = fieldArrays([[{ time: 0, fields }]], false, false);
  const shapes = Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape]));
  expect(shapes).toEqual({ u: [2, 3], v: [3, 2], p: [2, 2], x: [2], y: [2], 'u.x': [3], 'v.y': [3] });
  expect([...arrays.get('u.x')!.data]).toEqual(faces);
});

test('frames make the first axis, in C order', () => {
  const frames = [0, 1].map((time) => ({
    time,
    fields: [{ ...field('u', [1, 2], [3]), data: Float64Array.of(time, -time) }],
  }));
  const arrays = fieldArrays([frames], true, false);
  expect(arrays.get('u')).toEqual({ shape: [2, 1, 2], data: Float64Array.of(0, -0, 1, -1) });
  expect(arrays.get('t')!.data).toEqual(Float64Array.of(0, 1));
  // Without time only the last state is an answer.
  expect(fieldArrays([frames], false, false).get('u')!.shape).toEqual([1, 2]);
  // The cases of a set come before everything.
  const cases = fieldArrays([frames, frames], true, true).get('u')!;
  expect(cases).toEqual({ shape: [2, 2, 1, 2], data: Float64Array.of(0, -0, 1, -1, 0, -0, 1, -1) });
});

test('a field with times of its own is one answer, not a frame', () => {
  const t = Float64Array.of(0, 0.5, 1);
  const own = {
    ...field('u', [1, 2], [3]),
    shape: [3, 2],
    data: new Float64Array(6),
    coordinates: { t, x: Float64Array.of(1, 2) },
  };
  const arrays = fieldArrays([[{ time: 0, fields: [own] }]], true, false);
  expect(arrays.get('u')!.shape).toEqual([3, 2]);
  expect(arrays.get('t')!.data).toEqual(t);
});
