import { BufferGeometry, DoubleSide, Float32BufferAttribute, InstancedBufferGeometry, Mesh, NodeMaterial } from 'three/webgpu';

/** A rectangle [0, 1] x [-1, 1] for each instance: strokes, arrows. */
export function instancedQuad(instances: number): InstancedBufferGeometry {
  return ribbon(2, instances);
}

/** A strip of `points` cross-sections for each instance: position = (number of the section, -1 or 1, 0). */
export function ribbon(points: number, instances: number): InstancedBufferGeometry {
  const positions = Array.from({ length: points }, (_, k) => [k, -1, 0, k, 1, 0]).flat();
  const indices = Array.from({ length: points - 1 }, (_, k) => [0, 1, 2, 2, 1, 3].map((corner) => 2 * k + corner)).flat();
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setIndex(indices);
  geometry.instanceCount = instances;
  return geometry;
}

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
  material.side = DoubleSide;
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

