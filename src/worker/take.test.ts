import { describe, expect, test } from 'vitest';
import type { DeviceArray, Gpu } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import { takeFields } from './take';

const [nx, ny] = [3, 2];
const facesX = Float64Array.of(0, 1, 2, 4);
const facesY = Float64Array.of(0, 1, 3);

/** Arrays hold their own numbers; only what was refreshed may be read. */
function display(points: boolean): { display: Display; refreshed: string[]; gpu: Gpu } {
  const numbers = new Map<DeviceArray, Float32Array>();
  const array = (first: number): DeviceArray => {
    const made = {} as DeviceArray;
    numbers.set(
      made,
      Float32Array.from({ length: nx * ny }, (_, k) => first + k),
    );
    return made;
  };
  const field = (name: string, first: number) =>
    ({ name, title: name, latex: name, unit: '', kind: 'sequential', data: array(first) }) as const;
  const refreshed: string[] = [];
  const made: Display = {
    nx,
    ny,
    facesX,
    facesY,
    ...(points && { points: { x: Float64Array.of(0, 1.5, 4), y: Float64Array.of(0, 3) } }),
    fields: [field('u', 10), field('v', 20)],
    velocity: null,
    distance: array(-1),
  };
  const gpu = {
    read: async (data: DeviceArray, from: number, bytes: number) =>
      numbers.get(data)!.slice(from / 4, (from + bytes) / 4).buffer,
  } as unknown as Gpu;
  return { display: made, refreshed, gpu };
}

describe('what is taken along', () => {
  test('all fields with their places, after they were refreshed and filled', async () => {
    const { display: shown, refreshed, gpu } = display(false);
    const filled: string[] = [];
    const taken = await takeFields(
      gpu,
      {
        display: shown,
        refresh: (names) => refreshed.push(...names),
        fill: async (names) => {
          filled.push(...names);
        },
      },
      null,
    );
    expect(refreshed).toEqual(['u', 'v']);
    expect(filled).toEqual(['u', 'v']);
    expect(taken.fields.map(({ name, values }) => [name, ...values])).toEqual([
      ['u', 10, 11, 12, 13, 14, 15],
      ['v', 20, 21, 22, 23, 24, 25],
    ]);
    expect([...taken.x]).toEqual([0.5, 1.5, 3]);
    expect([...taken.y]).toEqual([0.5, 2]);
    expect(taken.faces).toEqual({ x: facesX, y: facesY });
    expect([...taken.distance!]).toEqual([-1, 0, 1, 2, 3, 4]);
  });

  test('values at points have no faces; nothing is read where nothing is asked for, and no other field is known', async () => {
    const { display: shown, refreshed, gpu } = display(true);
    const pictured = { display: shown, refresh: (names: readonly string[]) => refreshed.push(...names) };
    const none = await takeFields(gpu, pictured, []);
    expect(none).toMatchObject({ fields: [], distance: null, faces: null });
    expect([...none.x]).toEqual([0, 1.5, 4]);
    expect(refreshed).toEqual([]);
    await expect(takeFields(gpu, pictured, ['w'])).rejects.toThrow('there is no field w');
  });
});
