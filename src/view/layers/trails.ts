import {
  float,
  hash,
  mix,
  positionGeometry,
  screenUV,
  select,
  smoothstep,
  texture,
  uniform,
  varying,
  vec2,
  vec4,
} from 'three/tsl';
import {
  ClampToEdgeWrapping,
  CustomBlending,
  HalfFloatType,
  LinearFilter,
  MaxEquation,
  type Node,
  OneFactor,
  OrthographicCamera,
  RedFormat,
  RenderTarget,
  Scene,
  type Texture,
  Vector4,
  type WebGPURenderer,
} from 'three/webgpu';
import segment from '../../../shaders/view/segment.wgsl?raw';
import type { Pixels } from '../camera';
import { type Float, type Vec2, wgsl } from '../nodes';
import type { Particles } from '../particles';
import type { Picture } from './map';
import { clearScene, flatMaterial, mesh, Ribbons, stripIndex, unitGrid } from './strokes';

/** Seconds in which a trail fades to a third. */
const FADING = 0.6;

/**
 * Particles and what they leave behind: a one-channel picture that is faded, moved along with the camera and drawn
 * into anew each frame; {@link MapLayer} lays it over the field.
 */
export class TrailLayer {
  readonly #targets: readonly RenderTarget[];
  readonly #scene = new Scene();
  readonly #camera = new OrthographicCamera();
  readonly #ribbons: Ribbons;
  readonly #old;
  readonly #keep = uniform(0);
  /** Where a pixel was in the last frame, in texture coordinates: uv * xy + zw. */
  readonly #moved = uniform(new Vector4(1, 1, 0, 0));
  #clip: readonly [number, number, number, number] | null = null;
  #latest = 0;

  constructor({ arrays, pane }: Picture, particles: Particles, pixels: Pixels) {
    const target = () =>
      new RenderTarget(...pixels, {
        type: HalfFloatType,
        format: RedFormat,
        minFilter: LinearFilter,
        magFilter: LinearFilter,
        wrapS: ClampToEdgeWrapping,
        wrapT: ClampToEdgeWrapping,
        depthBuffer: false,
        generateMipmaps: false,
      });
    this.#targets = [target(), target()];

    const fade = flatMaterial();
    fade.vertexNode = vec4(positionGeometry.xy.mul(2).sub(1), 0, 1);
    const from = screenUV.mul(this.#moved.xy).add(this.#moved.zw).toVar();
    this.#old = texture(this.texture, from);
    const outside = from.sub(0.5).abs();
    const known = outside.x.max(outside.y).lessThan(0.5);
    // The small loss ends a trail for good: a half float would keep a ghost of it.
    const kept = this.#old.r.mul(this.#keep).sub(0.003).max(0);
    fade.fragmentNode = vec4(select(known, kept, float(0)), 0, 0, 1);
    this.#scene.add(mesh(unitGrid(1, 1), fade, 0));

    const state = arrays.vec4(particles.states).element(stripIndex) as unknown as Node<'vec4'>;
    const age = arrays.float(particles.ages).element(stripIndex) as unknown as Float;
    const tail = pane.toPixels(state.zw as unknown as Vec2).toVar();
    const ahead = pane
      .toPixels(state.xy as unknown as Vec2)
      .sub(tail)
      .toVar();
    const reach = ahead.length().toVar();
    const along = select(reach.greaterThan(1e-3), ahead.div(reach.max(1e-3)), vec2(1, 0)).toVar();
    const radius = pane.unit.mul(0.55);
    const margin = radius.add(1);
    const local = vec2(
      mix(margin.negate(), reach.add(margin), positionGeometry.x),
      positionGeometry.y.mul(margin),
    ).toVar();
    const q = tail.add(along.mul(local.x)).add(vec2(along.y.negate(), along.x).mul(local.y));
    const streak = flatMaterial();
    streak.vertexNode = pane.fromPixels(q);
    const coverage = wgsl<'float'>(segment)({ p: varying(local), reach: varying(reach), radius });
    // Newborn particles come up slowly; a few are bright and most are dust, so that the field stays readable.
    const glow = hash(stripIndex).pow(5).mul(0.85).add(0.15);
    const strength = smoothstep(0, 0.5, age)
      .mul(glow)
      .mul(mix(float(0.4), float(1), smoothstep(0.05, 0.9, reach.div(pane.unit))));
    streak.fragmentNode = vec4(coverage.mul(varying(strength)), 0, 0, 1);
    streak.transparent = true;
    streak.blending = CustomBlending;
    streak.blendEquation = MaxEquation;
    streak.blendSrc = OneFactor;
    streak.blendDst = OneFactor;
    this.#ribbons = new Ribbons(2, particles.capacity);
    this.#scene.add(mesh(this.#ribbons.geometry, streak, 1));
  }

  /** The picture that was drawn last. */
  get texture(): Texture {
    return this.#targets[this.#latest]!.texture;
  }

  /** Fades, moves to the new view `clip` (see {@link PaneUniforms.clip}) and draws the first `count` particles. */
  draw(
    renderer: WebGPURenderer,
    count: number,
    clip: readonly [number, number, number, number],
    elapsed: number,
  ): void {
    const [sx, sy, ox, oy] = clip;
    const [px, py, qx, qy] = this.#clip ?? clip;
    this.#clip = clip;
    // uv = (1 + clip x) / 2 and (1 - clip y) / 2; the old clip position is (clip - o) p / s + q.
    const [rx, ry] = [px / sx, py / sy];
    this.#moved.value.set(rx, ry, (1 - rx + qx - ox * rx) / 2, (1 - ry - qy + oy * ry) / 2);
    this.#keep.value = Math.exp(-elapsed / FADING);
    this.#ribbons.show(count);
    this.#old.value = this.texture;
    this.#latest = 1 - this.#latest;
    renderer.setRenderTarget(this.#targets[this.#latest]!);
    renderer.render(this.#scene, this.#camera);
    renderer.setRenderTarget(null);
  }

  dispose(): void {
    clearScene(this.#scene);
    for (const target of this.#targets) target.dispose();
  }
}
