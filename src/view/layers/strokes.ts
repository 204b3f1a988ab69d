import { positionGeometry, uint } from 'three/tsl';
import {
  BufferAttribute,
  BufferGeometry,
  Float32BufferAttribute,
  type Material,
  Mesh,
  NodeMaterial,
  type Scene,
} from 'three/webgpu';

/**
 * `count` strips of `points` cross-sections: position = (number of the section, -1 or 1, number of the strip). One
 * plain mesh rather than instances: software adapters pay for every instance as for a draw of its own.
 */
export class Ribbons {
  readonly geometry = new BufferGeometry();
  readonly #points: number;

  constructor(points: number, count: number) {
    this.#points = points;
    const positions = new Float32Array(6 * points * count);
    const indices = new Uint32Array(6 * (points - 1) * count);
    for (let strip = 0; strip < count; strip++) {
      for (let k = 0; k < points; k++) positions.set([k, -1, strip, k, 1, strip], 6 * (strip * points + k));
      for (let k = 0; k < points - 1; k++) {
        const a = 2 * (strip * points + k);
        indices.set([a, a + 2, a + 1, a + 1, a + 2, a + 3], 6 * (strip * (points - 1) + k));
      }
    }
    this.geometry.setAttribute('position', new BufferAttribute(positions, 3));
    this.geometry.setIndex(new BufferAttribute(indices, 1));
  }

  /** Draws the first `count` strips. */
  show(count: number): void {
    this.geometry.setDrawRange(0, 6 * (this.#points - 1) * count);
  }
}

/** Number of the strip that a vertex of {@link Ribbons} belongs to. */
export const stripIndex = uint(positionGeometry.z.add(0.5));

/** The unit square [0, 1]^2 as `columns` x `rows` quads. */
export function unitGrid(columns: number, rows: number): BufferGeometry {
  const positions: number[] = [];
  const indices: number[] = [];
  for (let j = 0; j <= rows; j++) for (let i = 0; i <= columns; i++) positions.push(i / columns, j / rows, 0);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const a = j * (columns + 1) + i;
      const b = a + columns + 1;
      indices.push(a, a + 1, b, b, a + 1, b + 1);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setIndex(indices);
  return geometry;
}

/** A material that is nothing but its nodes: no lights, no depth. */
export function flatMaterial(): NodeMaterial {
  const material = new NodeMaterial();
  material.depthTest = false;
  material.depthWrite = false;
  material.lights = false;
  material.fog = false;
  return material;
}

/** A mesh that places itself in its vertex shader; layers are drawn by `order`. */
export function mesh(geometry: BufferGeometry, material: NodeMaterial, order: number): Mesh {
  const object = new Mesh(geometry, material);
  object.frustumCulled = false;
  object.renderOrder = order;
  return object;
}

/** Takes all drawn objects out of a scene; three keeps what it drew of one until geometry and material say that they go. */
export function clearScene(scene: Scene): void {
  for (const child of [...scene.children]) {
    scene.remove(child);
    // Meshes and lines alike.
    const { geometry, material } = child as Mesh;
    geometry.dispose();
    (material as Material).dispose();
  }
}
