import { PerspectiveCamera, Vector3 } from 'three/webgpu';
import { expect, it } from 'vitest';
import { randomUniform } from '../../../solvers/base/random';
import type { PaneCamera } from '../../worker/protocol';
import { type Box, OPENING, Sight, type Triple } from './sight';

const BOX: Box = [
  [-1, 3],
  [2, 4],
  [0, 1.5],
];
const PIXELS = [640, 410] as const;
const camera = (k: number): PaneCamera => ({
  center: [0.4 + 0.3 * randomUniform(1, k), 3],
  zoom: 0.7 + randomUniform(2, k),
  orbit: [7 * randomUniform(3, k), 3 * randomUniform(4, k) - 1.5],
});
const within = (k: number): Triple =>
  BOX.map(([low, high], axis) => low + (high - low) * randomUniform(5 + axis, k)) as unknown as Triple;

it('sees places where the renderer draws them', () => {
  for (let k = 0; k < 20; k++) {
    const sight = new Sight(BOX, camera(k), PIXELS);
    const eye = new PerspectiveCamera(OPENING, PIXELS[0] / PIXELS[1], 0.01, 50);
    eye.up.set(0, 0, 1);
    eye.position.set(...sight.eye);
    eye.lookAt(...sight.target);
    eye.updateMatrixWorld();
    eye.updateProjectionMatrix();
    const place = within(k);
    const seen = new Vector3(...sight.inside(place)).project(eye);
    const [x, y] = sight.screen(place);
    expect(x).toBeCloseTo(((seen.x + 1) / 2) * PIXELS[0], 6);
    expect(y).toBeCloseTo(((1 - seen.y) / 2) * PIXELS[1], 6);
  }
});

it('finds the place on the nearest plane again', () => {
  for (let k = 0; k < 60; k++) {
    const sight = new Sight(BOX, camera(k), PIXELS);
    const place = within(k);
    const alone = [0, 1, 2].map((axis) => (axis === k % 3 ? place[axis]! : null));
    const found = sight.pick(sight.screen(place), alone);
    for (const axis of [0, 1, 2]) expect(found![axis]).toBeCloseTo(place[axis]!, 8);
    // Among three planes through it another may hide it, but is nearer.
    const nearest = sight.pick(sight.screen(place), place)!;
    const far = (at: Triple): number => Math.hypot(...sight.inside(at).map((own, axis) => own - sight.eye[axis]!));
    expect(far(nearest)).toBeLessThanOrEqual(far(place) + 1e-9);
  }
});

it('sees the whole box, and nothing beside it', () => {
  const sight = new Sight(BOX, { center: [1, 3], zoom: 1, orbit: [-0.6, 0.72] }, PIXELS);
  for (let corner = 0; corner < 8; corner++) {
    const [x, y] = sight.screen(BOX.map((side, k) => side[(corner >> k) & 1]!) as unknown as Triple);
    expect(Math.min(x, y, PIXELS[0] - x, PIXELS[1] - y)).toBeGreaterThan(10);
  }
  expect(sight.pick([2, 2], [1, 3, 0.7])).toBeNull();
  expect(sight.pick([320, 205], [null, null, null])).toBeNull();
});
