import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Volume } from '../../solvers/methods/solver';
import type { Pictured } from './history';
import type { Taken } from './protocol';

/**
 * Reads fields back as the pictures show them, all of one moment; call it alone on the device.
 * @param names null = all of them, and of fields in space the whole
 */
export async function takeFields(
  gpu: Gpu,
  pictured: Pictured,
  names: readonly string[] | null,
): Promise<Omit<Taken, 'step' | 'time'>> {
  const { nx, ny, facesX, facesY, points, fields, distance, volume } = pictured.display;
  if (names === null && volume) return takeVolume(gpu, pictured, volume);
  const wanted = (names ?? fields.map(({ name }) => name)).map((name) => {
    const field = fields.find((own) => own.name === name);
    if (!field) throw new Failure('bad-input', `there is no field ${name}`, 'names');
    return field;
  });
  if (wanted.length > 0) {
    const all = wanted.map(({ name }) => name);
    pictured.refresh(all);
    await pictured.fill?.(all);
  }
  const read = async (data: (typeof fields)[number]['data']): Promise<Float32Array> =>
    new Float32Array(await gpu.read(data, 0, 4 * nx * ny));
  const values = await Promise.all(wanted.map(async ({ name, data }) => ({ name, values: await read(data) })));
  return {
    x: points?.x ?? middles(facesX),
    y: points?.y ?? middles(facesY),
    faces: points ? null : { x: facesX, y: facesY },
    fields: values,
    distance: distance && wanted.length > 0 ? await read(distance) : null,
  };
}

async function takeVolume(
  gpu: Gpu,
  pictured: Pictured,
  { points: [x, y, z], fields, distance }: Volume,
): Promise<Omit<Taken, 'step' | 'time'>> {
  pictured.refresh([...fields.keys()]);
  const values = [...fields].map(async ([name, data]) => {
    return { name, values: new Float32Array(await gpu.read(data, 0, 4 * x.length * y.length * z.length)) };
  });
  return { x, y, z, faces: null, fields: await Promise.all(values), distance };
}

function middles(faces: Float64Array): Float64Array {
  return Float64Array.from({ length: faces.length - 1 }, (_, k) => (faces[k]! + faces[k + 1]!) / 2);
}
