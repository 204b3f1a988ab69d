import {
  atan,
  cos,
  float,
  length,
  max,
  mix,
  positionGeometry,
  select,
  sin,
  step,
  uniform,
  varying,
  vec2,
  vec3,
  vec4,
} from 'three/tsl';
import { type Mesh, Vector2, Vector4 } from 'three/webgpu';
import arrow from '../../../shaders/view/arrow.wgsl?raw';
import type { DeviceArray } from '../../../solvers/gpu';
import type { Extent } from '../camera';
import type { Lattice } from '../lattice';
import { type Vec2, wgsl } from '../nodes';
import type { Picture } from './map';
import { flatMaterial, mesh, Ribbons, stripIndex } from './strokes';

/** Arrows on a lattice that is fixed in the domain; length grows with the square root of the speed. */
export class ArrowLayer {
  static readonly capacity = 2048;
  readonly mesh: Mesh;
  readonly #ribbons: Ribbons;
  readonly #first = uniform(new Vector2());
  readonly #columns = uniform(1);
  readonly #spacing = uniform(1);
  readonly #window = uniform(new Vector4());
  readonly #speed = uniform(1);

  constructor({ flow, arrays, field, pane }: Picture, velocity: DeviceArray) {
    const id = stripIndex.toFloat();
    const row = id.add(0.5).div(this.#columns).floor();
    const column = id.sub(row.mul(this.#columns));
    const p = this.#first.add(vec2(column, row)).add(0.5).mul(this.#spacing).toVar() as unknown as Vec2;
    const cell = field.cellAt(p);
    const v = field.sample(arrays.vec2(velocity), cell) as unknown as Vec2;
    const speed = length(v);
    const shown = step(this.#window.x, p.x)
      .mul(step(p.x, this.#window.y))
      .mul(step(this.#window.z, p.y))
      .mul(step(p.y, this.#window.w));
    const free = flow.hasBodies ? step(0, field.sample(arrays.float(flow.bodies), cell)) : float(1);
    const relative = speed.div(this.#speed).clamp(0, 1.6);
    const reach = this.#spacing.mul(pane.scale).mul(0.92).mul(relative.sqrt()).mul(shown).mul(free).toVar();
    // Too short to have a direction: no arrow.
    const visible = step(pane.unit.mul(2.5), reach);
    const angle = atan(v.y, v.x);
    const along = vec2(cos(angle), sin(angle));
    const margin = pane.unit.mul(5);
    const local = vec2(mix(margin.negate(), reach.add(margin), positionGeometry.x), positionGeometry.y.mul(margin));
    const q = pane
      .toPixels(p)
      .add(along.mul(local.x.sub(reach.mul(0.5))))
      .add(vec2(along.y.negate(), along.x).mul(local.y));
    const material = flatMaterial();
    material.transparent = true;
    material.vertexNode = select(visible.greaterThan(0.5), pane.fromPixels(q), vec4(0, 0, -2, 1));

    const coverage = wgsl<'vec2'>(arrow)({
      p: varying(local),
      reach: varying(reach),
      radius: pane.unit.mul(0.55),
      head: pane.unit.mul(5.5),
      halo: pane.unit.mul(0.9),
    }).toVar();
    const ink = mix(vec3(1), vec3(0.05), pane.ink);
    const opacity = max(coverage.x, coverage.y.mul(0.32));
    material.fragmentNode = vec4(mix(vec3(1).sub(ink), ink, coverage.x), opacity.mul(pane.reveal));
    this.#ribbons = new Ribbons(2, ArrowLayer.capacity);
    this.mesh = mesh(this.#ribbons.geometry, material, 20);
  }

  /** `lattice` has at most the capacity's points; `speed` is that of an arrow as long as the spacing. */
  update(lattice: Lattice, window: Extent, speed: number): void {
    this.#first.value.set(...lattice.first);
    this.#columns.value = lattice.columns;
    this.#spacing.value = lattice.spacing;
    this.#window.value.set(...window);
    this.#speed.value = speed;
    this.#ribbons.show(lattice.columns * lattice.rows);
  }
}
