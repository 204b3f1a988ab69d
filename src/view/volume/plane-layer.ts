import {
  dFdx,
  dFdy,
  float,
  floor,
  fwidth,
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
import { DoubleSide, Mesh, type Node, NodeMaterial, type StorageBufferNode } from 'three/webgpu';
import contour from '../../../shaders/view/contour.wgsl?raw';
import type { Volume } from '../../../solvers/methods/solver';
import type { ColormapName } from '../colormaps';
import { type Picture, valueColor } from '../layers/map';
import { unitGrid } from '../layers/strokes';
import { type Float, wgsl } from '../nodes';
import { longestOf } from './sight';

type Vec3 = Node<'vec3'>;

/** A field on one plane across an axis of its box. */
export class PlaneLayer {
  readonly mesh: Mesh;
  /** Between the contours. */
  readonly contourStep = uniform(0.1);
  readonly #axis: number;
  readonly #box: Volume['box'];
  /** Where it stands, as a part of the way from the low side of the box to the high one. */
  readonly #part = uniform(0.5);

  constructor(
    picture: Picture,
    volume: Volume,
    field: StorageBufferNode<'float'>,
    map: ColormapName,
    { axis, contours }: { readonly axis: number; readonly contours: boolean },
  ) {
    const { pane } = picture;
    this.#axis = axis;
    this.#box = volume.box;
    const [s, t] = [positionGeometry.x, positionGeometry.y];
    const corner = [vec3(this.#part, s, t), vec3(s, this.#part, t), vec3(s, t, this.#part)][axis] as unknown as Vec3;
    const longest = longestOf(volume.box);
    const [sx, sy, sz] = volume.box.map(([low, high]) => (high - low) / longest) as [number, number, number];
    const material = new NodeMaterial();
    material.side = DoubleSide;
    material.lights = false;
    material.fog = false;
    material.positionNode = corner.sub(0.5).mul(vec3(sx, sy, sz));

    const value = sample(field, volume, varying(corner) as unknown as Vec3);
    let color = mix(pane.background, valueColor(picture, value, map), pane.reveal);
    if (contours) {
      const slope = vec2(dFdx(value), dFdy(value));
      const line = wgsl<'float'>(contour)({ value, slope, step: this.contourStep, width: pane.unit.mul(1.1) });
      color = mix(color, vec3(pane.ink.oneMinus()), line.mul(pane.reveal).mul(0.6));
    }
    const place = varying(vec2(s, t));
    const near = min(place, place.oneMinus()).div(fwidth(place).max(1e-6)) as unknown as Node<'vec2'>;
    const rim = smoothstep(pane.unit.add(0.5), pane.unit.sub(0.5).max(0), min(near.x, near.y));
    color = mix(color, mix(pane.background, pane.foreground, 0.6), rim.mul(0.8));
    material.fragmentNode = vec4(color, 1);
    this.mesh = new Mesh(unitGrid(1, 1), material);
    this.mesh.frustumCulled = false;
  }

  /** @param at in domain units */
  place(at: number, shown: boolean): void {
    const [low, high] = this.#box[this.#axis]!;
    this.mesh.visible = shown;
    this.#part.value = (at - low) / (high - low);
  }
}

/** Trilinear value at a place, given as parts of the sides of the box; constant beyond the outermost points. */
function sample(field: StorageBufferNode<'float'>, { box, points }: Volume, part: Vec3): Float {
  const [nx, ny, nz] = points.map(({ length }) => length) as [number, number, number];
  const scales = points.map((own, k) => {
    const [low, high] = box[k]!;
    const [first, spacing] = [own[0]!, (own.at(-1)! - own[0]!) / (own.length - 1)];
    return [(high - low) / spacing, (low - first) / spacing] as const;
  });
  const along = (which: 0 | 1): Vec3 => {
    const [x, y, z] = scales.map((own) => own[which]) as [number, number, number];
    return vec3(x, y, z) as unknown as Vec3;
  };
  const last = vec3(nx - 1, ny - 1, nz - 1) as unknown as Vec3;
  const cell = min(part.mul(along(0)).add(along(1)).max(0), last).toVar() as unknown as Vec3;
  const base = floor(cell).toVar() as unknown as Vec3;
  const next = min(base.add(1), last).toVar() as unknown as Vec3;
  const f = cell.sub(base).toVar() as unknown as Vec3;
  const [i0, i1] = [uint(base.x).toVar(), uint(next.x).toVar()];
  const row = (y: Float, z: Float) => {
    const start = uint(z).mul(uint(ny)).add(uint(y)).mul(uint(nx)).toVar();
    const at = (i: Node<'uint'>) => field.element(start.add(i)) as unknown as Float;
    return mix(at(i0 as unknown as Node<'uint'>), at(i1 as unknown as Node<'uint'>), f.x);
  };
  const layer = (z: Float) => mix(row(base.y as unknown as Float, z), row(next.y as unknown as Float, z), f.y);
  return float(
    mix(layer(base.z as unknown as Float), layer(next.z as unknown as Float), f.z),
  ).toVar() as unknown as Float;
}
