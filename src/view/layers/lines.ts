import {
  float,
  max,
  min,
  mix,
  positionGeometry,
  smoothstep,
  uint,
  uniform,
  varying,
  vec2,
  vec3,
  vec4,
} from 'three/tsl';
import type { Mesh, Node } from 'three/webgpu';
import comet from '../../../shaders/view/comet.wgsl?raw';
import { type Float, type Vec2, wgsl } from '../nodes';
import { HALF, POINTS, type Streamlines } from '../streamlines';
import type { Picture } from './map';
import { flatMaterial, mesh, Ribbons, stripIndex } from './strokes';

/** Streamlines as ribbons, brightest where their dashes run. */
export class LineLayer {
  readonly mesh: Mesh;
  readonly #ribbons: Ribbons;
  readonly #period = uniform(1);

  constructor({ arrays, pane }: Picture, lines: Streamlines) {
    const points = arrays.vec4(lines.points);
    const k = positionGeometry.x;
    const slot = stripIndex.mul(uint(POINTS)).toVar();
    const at = (section: Float) => points.element(slot.add(uint(section))) as unknown as Node<'vec4'>;
    const here = at(k).toVar();
    const before = pane.toPixels(at(max(k.sub(1), 0)).xy as unknown as Vec2);
    const after = pane.toPixels(at(min(k.add(1), POINTS - 1)).xy as unknown as Vec2);
    const ahead = after.sub(before).toVar();
    // A line that has ended repeats its last point: no direction, and no area either.
    const tangent = ahead.div(max(ahead.length(), 1e-3));
    const taper = smoothstep(1, 0.35, k.sub(HALF).abs().div(HALF));
    const radius = pane.unit.mul(mix(float(0.35), float(0.85), taper)).toVar();
    const reach = radius.add(1).toVar();
    const across = positionGeometry.y.mul(reach).toVar();
    const material = flatMaterial();
    material.transparent = true;
    material.vertexNode = pane.fromPixels(
      pane.toPixels(here.xy as unknown as Vec2).add(vec2(tangent.y.negate(), tangent.x).mul(across)),
    );

    const run = arrays.float(lines.phases).element(stripIndex) as unknown as Float;
    const softness = float(1.2).div(this.#period.mul(pane.scale)).clamp(0.01, 0.5);
    const glow = wgsl<'float'>(comet)({ arc: varying(here.z), run: varying(run), period: this.#period, softness });
    const coverage = varying(radius).add(0.5).sub(varying(across).abs()).clamp(0, 1);
    const ink = mix(vec3(1), vec3(0.04, 0.06, 0.1), pane.ink);
    material.fragmentNode = vec4(ink, coverage.mul(glow).mul(varying(taper)).mul(0.85).mul(pane.reveal));
    this.#ribbons = new Ribbons(POINTS, lines.capacity);
    this.mesh = mesh(this.#ribbons.geometry, material, 10);
  }

  /** Draws the first `count` slots with dashes of `period` domain units. */
  update(count: number, period: number): void {
    this.#ribbons.show(count);
    this.#period.value = period;
  }
}
