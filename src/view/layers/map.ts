import {
  dFdx,
  dFdy,
  float,
  floatBitsToUint,
  max,
  min,
  mix,
  positionGeometry,
  screenUV,
  select,
  smoothstep,
  texture,
  uint,
  uniform,
  varying,
  vec2,
  vec3,
  vec4,
} from 'three/tsl';
import type { Mesh, Node, Texture, TextureNode } from 'three/webgpu';
import composite from '../../../shaders/view/composite.wgsl?raw';
import contour from '../../../shaders/view/contour.wgsl?raw';
import type { DeviceArray } from '../../../solvers/gpu';
import { COLORMAP_SIZE, COLORMAPS, type ColormapName } from '../colormaps';
import type { FlowGrid } from '../flowGrid';
import { type ArrayNodes, type FieldNodes, type Float, type PaneUniforms, type Vec2, wgsl } from '../nodes';
import { flatMaterial, mesh, unitGrid } from './strokes';

export interface Picture {
  readonly flow: FlowGrid;
  readonly arrays: ArrayNodes;
  readonly field: FieldNodes;
  readonly pane: PaneUniforms;
  readonly atlas: Texture;
}

/** The colour of a value in the pane's range; values that are no numbers are grey. */
export function valueColor(
  { pane, atlas }: Pick<Picture, 'pane' | 'atlas'>,
  value: Float,
  map: ColormapName,
): Node<'vec3'> {
  const row = COLORMAPS.findIndex(({ name }) => name === map);
  const t = value
    .sub(pane.low)
    .div(max(pane.high.sub(pane.low), 1e-30))
    .clamp(0, 1);
  const at = vec2(
    t
      .mul(COLORMAP_SIZE - 1)
      .add(0.5)
      .div(COLORMAP_SIZE),
    (row + 0.5) / COLORMAPS.length,
  );
  const color = texture(atlas, at).rgb;
  // By the exponent bits: a run-time NaN equals itself on some drivers.
  const bits = (floatBitsToUint(value) as unknown as Node<'uint'>).bitAnd(uint(0x7f800000));
  return select(bits.equal(uint(0x7f800000)), vec3(0.5), color);
}

/** The heat map of one field, with contours, bodies, border and the particles' trails in the same pass. */
export class MapLayer {
  readonly mesh: Mesh;
  readonly contourStep = uniform(0.1);
  readonly #trail: TextureNode | null;

  /** Of a field in space: the number of the plane across z that is shown. */
  readonly layer = uniform(0, 'uint');

  /** @param inSpace `data` is the whole of a field in space */
  constructor(
    picture: Picture,
    data: DeviceArray,
    map: ColormapName,
    contours: boolean,
    trails: Texture | null,
    inSpace = false,
  ) {
    const { flow, arrays, field, pane } = picture;
    const [x0, x1, y0, y1] = flow.extent;
    const corner = positionGeometry.xy.mul(vec2(x1 - x0, y1 - y0)).add(vec2(x0, y0));
    const material = flatMaterial();
    material.vertexNode = pane.toClip(corner);

    const p = varying(corner) as unknown as Vec2;
    const cell = field.cellAt(p);
    const value = field.sample(arrays.float(data), cell, inSpace ? this.layer : undefined);
    const slope = vec2(dFdx(value), dFdy(value));
    const line = contours
      ? wgsl<'float'>(contour)({ value, slope, step: this.contourStep, width: pane.unit.mul(1.1) })
      : float(0);
    this.#trail = trails ? texture(trails, screenUV) : null;
    // Bodies are known on the middle plane only.
    const distance =
      flow.hasBodies && !inSpace ? field.sample(arrays.float(flow.bodies), cell).mul(pane.scale).toVar() : float(1e6);
    const body = distance.negate().add(0.5).clamp(0, 1);
    const rim = smoothstep(pane.unit.mul(0.7).add(0.7), pane.unit.mul(0.7).sub(0.3), distance.abs());
    const inside = min(min(p.x.sub(x0), float(x1).sub(p.x)), min(p.y.sub(y0), float(y1).sub(p.y))).mul(pane.scale);
    const frame = smoothstep(pane.unit.add(0.5), pane.unit.sub(0.5), inside);
    const color = wgsl<'vec3'>(composite)({
      field: mix(pane.background, valueColor(picture, value, map), pane.reveal),
      line: line.mul(pane.reveal),
      trail: this.#trail?.r.clamp(0, 1) ?? float(0),
      ink: pane.ink,
      body,
      rim,
      frame,
      background: pane.background,
      foreground: pane.foreground,
    });
    material.fragmentNode = vec4(color, 1);
    this.mesh = mesh(unitGrid(1, 1), material, 0);
  }

  /** Lays this picture of trails over the field. */
  showTrails(trails: Texture): void {
    if (this.#trail) this.#trail.value = trails;
  }
}
