import {
  cameraPosition,
  fwidth,
  max,
  min,
  mix,
  normalize,
  positionGeometry,
  positionWorld,
  smoothstep,
  step,
  uniform,
  varying,
  vec2,
  vec3,
  vec4,
} from 'three/tsl';
import { DoubleSide, Mesh, NodeMaterial, PerspectiveCamera } from 'three/webgpu';
import shade from '../../../shaders/view/shade.wgsl?raw';
import type { DeviceArray } from '../../../solvers/gpu';
import type { PaneCamera } from '../../worker/protocol';
import type { Pixels } from '../camera';
import type { ColormapName } from '../colormaps';
import { type Float, type Vec2, wgsl } from '../nodes';
import { type Picture, valueColor } from './map';
import { unitGrid } from './strokes';

/** Height of the full range, as a fraction of the domain's longer side. */
const RELIEF = 0.34;
/** Lines of the woven grid along the longer side. */
const WEAVE = 32;

/** One field as a height surface; x and y lie in the plane, the longer side is 1 long, z is up. */
export class SurfaceLayer {
  readonly mesh: Mesh;
  readonly camera = new PerspectiveCamera(30, 1, 0.05, 20);
  readonly #reveal = uniform(0);
  /** Sides of the domain and its longer side. */
  readonly #plane: readonly [number, number];
  readonly #centre: readonly [number, number];
  readonly #longer: number;

  /** `resolution` is the number of quads along the longer side. */
  constructor(picture: Picture, data: DeviceArray, map: ColormapName, resolution: number) {
    const { flow, arrays, field, pane } = picture;
    const [x0, x1, y0, y1] = flow.extent;
    const longer = Math.max(x1 - x0, y1 - y0);
    const [columns, rows] = [x1 - x0, y1 - y0].map((side) => Math.max(8, Math.round((resolution * side) / longer))) as [
      number,
      number,
    ];
    const heights = arrays.float(data);
    const bodies = flow.hasBodies ? arrays.float(flow.bodies) : null;
    const relief = (p: Vec2) => {
      const cell = field.cellAt(p);
      const value = field.sample(heights, cell);
      const t = value
        .sub(pane.low)
        .div(max(pane.high.sub(pane.low), 1e-30))
        .sub(0.5)
        .clamp(-0.65, 0.65);
      // Bodies are flat: the field inside them means nothing.
      const free = bodies ? t.mul(step(0, field.sample(bodies, cell))) : t;
      return { value, height: free.mul(RELIEF).mul(this.#reveal) };
    };
    const p = positionGeometry.xy
      .mul(vec2(x1 - x0, y1 - y0))
      .add(vec2(x0, y0))
      .toVar() as unknown as Vec2;
    const { value, height } = relief(p);
    const mesh = longer / resolution;
    const [right, left] = [
      relief(p.add(vec2(mesh, 0)) as unknown as Vec2),
      relief(p.sub(vec2(mesh, 0)) as unknown as Vec2),
    ];
    const [up, down] = [
      relief(p.add(vec2(0, mesh)) as unknown as Vec2),
      relief(p.sub(vec2(0, mesh)) as unknown as Vec2),
    ];
    const rise = 2 / resolution;
    const normal = normalize(vec3(left.height.sub(right.height), down.height.sub(up.height), rise));

    const material = new NodeMaterial();
    material.side = DoubleSide;
    material.lights = false;
    const plane = p.sub(vec2((x0 + x1) / 2, (y0 + y1) / 2)).div(longer);
    material.positionNode = vec3(plane, height);

    const shown = varying(value) as unknown as Float;
    const place = varying(p) as unknown as Vec2;
    const weave = place
      .sub(vec2(x0, y0))
      .mul(WEAVE / longer)
      .toVar();
    const near = weave
      .sub(weave.round())
      .abs()
      .div(max(fwidth(weave), 1e-6));
    const thread = smoothstep(1.1, 0.3, min(near.x, near.y));
    let color = mix(pane.background, valueColor(picture, shown, map), pane.reveal);
    color = mix(color, vec3(pane.ink.oneMinus()), thread.mul(0.12));
    if (bodies) {
      const outside = field.sample(bodies, field.cellAt(place)).mul(pane.scale);
      color = mix(mix(pane.background, pane.foreground, 0.22), color, smoothstep(-0.5, 0.5, outside));
    }
    const view = normalize(cameraPosition.sub(positionWorld));
    const lit = wgsl<'vec3'>(shade)({ base: color, normal: normalize(varying(normal)), view });
    material.fragmentNode = vec4(lit, 1);
    this.mesh = new Mesh(unitGrid(columns, rows), material);
    this.mesh.frustumCulled = false;
    this.#plane = [(x1 - x0) / longer, (y1 - y0) / longer];
    this.#centre = [(x0 + x1) / 2, (y0 + y1) / 2];
    this.#longer = longer;
  }

  /** Places the eye on its orbit so that the whole surface is seen at zoom 1; `reveal` raises the relief. */
  update({ center, zoom, orbit: [azimuth, elevation] }: PaneCamera, [width, height]: Pixels, reveal: number): void {
    this.#reveal.value = reveal;
    const { camera } = this;
    camera.aspect = width / height;
    const distance = this.#distance(azimuth, elevation, camera.aspect) / zoom;
    const [x, y] = [(center[0] - this.#centre[0]) / this.#longer, (center[1] - this.#centre[1]) / this.#longer];
    camera.near = distance / 50;
    camera.far = distance + 4;
    camera.up.set(0, 0, 1);
    camera.position.set(
      x + distance * Math.cos(elevation) * Math.sin(azimuth),
      y - distance * Math.cos(elevation) * Math.cos(azimuth),
      distance * Math.sin(elevation),
    );
    camera.lookAt(x, y, 0);
    camera.updateProjectionMatrix();
  }

  /** The least distance of the eye from which all corners of the surface's box are seen, with a margin. */
  #distance(azimuth: number, elevation: number, aspect: number): number {
    const vertical = Math.tan((this.camera.fov * Math.PI) / 360);
    const [sa, ca, se, ce] = [Math.sin(azimuth), Math.cos(azimuth), Math.sin(elevation), Math.cos(elevation)];
    let distance = 0;
    for (let corner = 0; corner < 8; corner++) {
      const x = this.#plane[0] * ((corner & 1) - 0.5);
      const y = this.#plane[1] * (((corner >> 1) & 1) - 0.5);
      const z = 0.8 * RELIEF * ((corner >> 2) - 0.5);
      const right = x * ca + y * sa;
      const back = x * sa - y * ca;
      const towards = back * ce + z * se;
      const up = z * ce - back * se;
      distance = Math.max(distance, towards + (1.1 * Math.max(Math.abs(right) / aspect, Math.abs(up))) / vertical);
    }
    return distance;
  }
}
