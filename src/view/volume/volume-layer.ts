import { attribute, cameraPosition, mix, normalize, positionWorld, uniform, varying, vec4 } from 'three/tsl';
import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  LineSegments,
  Mesh,
  type Node,
  NodeMaterial,
  type Object3D,
  PerspectiveCamera,
} from 'three/webgpu';
import shade from '../../../shaders/view/shade.wgsl?raw';
import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import type { Volume } from '../../../solvers/methods/solver';
import type { Cuts, PaneCamera } from '../../worker/protocol';
import type { Pixels } from '../camera';
import type { ColormapName } from '../colormaps';
import { type Picture, valueColor } from '../layers/map';
import { wgsl } from '../nodes';
import { type LevelSurface, levelSurface } from './level-surface';
import { PlaneLayer } from './plane-layer';
import { longestOf, OPENING, Sight } from './sight';

/** One field in space: planes across the axes, a level surface, the obstacles, and the rim of the box. */
export class VolumeLayer {
  readonly camera = new PerspectiveCamera(OPENING, 1, 0.05, 20);
  readonly objects: readonly Object3D[];
  readonly #gpu: Gpu;
  readonly #volume: Volume;
  readonly #data: DeviceArray;
  readonly #planes: readonly PlaneLayer[];
  readonly #surface: Mesh;
  readonly #level = uniform(0);
  #traced: { readonly values: Float32Array; readonly level: number } | null = null;

  constructor(gpu: Gpu, picture: Picture, volume: Volume, data: DeviceArray, map: ColormapName, contours: boolean) {
    this.#gpu = gpu;
    this.#volume = volume;
    this.#data = data;
    const field = picture.arrays.float(data);
    this.#planes = [0, 1, 2].map((axis) => new PlaneLayer(picture, volume, field, map, { axis, contours }));
    this.#surface = new Mesh(new BufferGeometry(), litMaterial(valueColor(picture, this.#level, map)));
    this.#surface.frustumCulled = false;
    this.#surface.visible = false;
    const bodies = volume.distance ? [bodiesOf(picture, volume, volume.distance)] : [];
    this.objects = [...this.#planes.map(({ mesh }) => mesh), this.#surface, ...bodies, rimOf(picture, volume)];
  }

  /** Brings the level surface up to date with the field on the device, which comes back for it; null = none. */
  async trace(level: number | null): Promise<void> {
    if (level === null) {
      this.#surface.visible = false;
      return;
    }
    const [nx, ny, nz] = this.#volume.points.map(({ length }) => length) as [number, number, number];
    const values = new Float32Array(await this.#gpu.read(this.#data, 0, 4 * nx * ny * nz));
    const before = this.#traced;
    const isSame = before?.level === level && before.values.every((value, k) => Object.is(value, values[k]));
    if (!isSame) {
      this.#traced = { values, level };
      this.#surface.geometry.dispose();
      this.#surface.geometry = geometryOf(this.#volume, levelSurface(values, this.#volume.points, level));
    }
    this.#surface.visible = (this.#surface.geometry.index?.count ?? 0) > 0;
  }

  /** Places planes and eye; contours are `step` apart. */
  update({ planes, shown, level }: Cuts, camera: PaneCamera, pixels: Pixels, step: number): void {
    for (const [axis, plane] of this.#planes.entries()) {
      plane.place(planes[axis]!, shown[axis]!);
      plane.contourStep.value = step;
    }
    this.#level.value = level ?? 0;
    const { eye, target, distance } = new Sight(this.#volume.box, camera, pixels);
    const own = this.camera;
    own.aspect = pixels[0] / pixels[1];
    own.near = distance / 50;
    own.far = distance + 4;
    own.up.set(0, 0, 1);
    own.position.set(...eye);
    own.lookAt(...target);
    own.updateProjectionMatrix();
  }
}

/** In the eye's units. */
function geometryOf({ box }: Volume, { positions, normals, indices }: LevelSurface): BufferGeometry {
  const longest = longestOf(box);
  const places = positions.map((at, k) => {
    const [low, high] = box[k % 3]!;
    return (at - (low + high) / 2) / longest;
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(places, 3));
  geometry.setAttribute('normal', new BufferAttribute(normals, 3));
  geometry.setIndex(new BufferAttribute(indices, 1));
  return geometry;
}

/** Opaque, in one colour, lit. */
function litMaterial(base: Node<'vec3'>): NodeMaterial {
  const material = new NodeMaterial();
  material.side = DoubleSide;
  material.lights = false;
  material.fog = false;
  const normal = normalize(varying(attribute<'vec3'>('normal', 'vec3')));
  const view = normalize(cameraPosition.sub(positionWorld));
  material.fragmentNode = vec4(wgsl<'vec3'>(shade)({ base, normal, view }), 1);
  return material;
}

function bodiesOf({ pane }: Picture, volume: Volume, distance: Float32Array): Mesh {
  const surface = levelSurface(distance, volume.points, 0);
  const material = litMaterial(mix(pane.background, pane.foreground, 0.4) as unknown as Node<'vec3'>);
  const mesh = new Mesh(geometryOf(volume, surface), material);
  mesh.frustumCulled = false;
  mesh.visible = surface.indices.length > 0;
  return mesh;
}

/** The twelve edges of the box. */
function rimOf({ pane }: Picture, { box }: Volume): LineSegments {
  const longest = longestOf(box);
  const corner = (c: number): number[] =>
    box.map(([low, high], k) => (((c >> k) & 1) - 0.5) * ((high - low) / longest));
  const places = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((c) =>
    [1, 2, 4].flatMap((way) => ((c & way) === 0 ? [...corner(c), ...corner(c | way)] : [])),
  );
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(places), 3));
  const material = new NodeMaterial();
  material.lights = false;
  material.fog = false;
  material.fragmentNode = vec4(mix(pane.background, pane.foreground, 0.45), 1);
  const lines = new LineSegments(geometry, material);
  lines.frustumCulled = false;
  return lines;
}
