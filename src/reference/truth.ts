import { resolve, type Scene, type StoredReference } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import { readNpz } from '../../solvers/io';
import type { HostField } from '../../solvers/methods/solver';
import { type Frame, solveWith } from '../solve';
import type { Inputs, Methods } from '../worker/start';
import type { ReadAsset } from './asset';

/** Times that a reference is solved for, beside the start: enough for a picture, and half-steps of steps that halve. */
const TIMES = 16;

/** What is taken for true: unknowns at one or more times. */
export interface Truth {
  /** Sorted by time. */
  readonly frames: readonly Frame[];
  /** The one frame is compared with the end, whatever its time. */
  readonly steady: boolean;
}

/**
 * Loads a stored reference.
 * @throws Failure `bad-input` where the file is missing or damaged.
 */
export async function loadStored({ name, steady = false }: StoredReference, readAsset: ReadAsset): Promise<Truth> {
  const path = `references/${name}.npz`;
  const bytes = await readAsset(path);
  if (!bytes) throw new Failure('bad-input', `reference: the file ${path} is missing`, 'reference');
  const arrays = readNpz(bytes, path);
  const coordinates: Record<string, Float64Array> = {};
  for (const axis of ['t', 'z', 'y', 'x']) {
    const along = arrays.get(axis);
    if (along) coordinates[axis] = Float64Array.from(along.data);
    arrays.delete(axis);
  }
  const { t: times, ...space } = coordinates;
  const extents = Object.values(space).map(({ length }) => length);
  const size = extents.reduce((product, n) => product * n, 1);
  const frames = Array.from(times ?? [Number.NaN], (time, k): Frame => {
    const fields = [...arrays].map(([unknown, { data }]): HostField => {
      if (data.length !== size * (times?.length ?? 1)) {
        throw new Failure('bad-input', `reference: ${path} has an array ${unknown} of another shape`, 'reference');
      }
      const own = Float64Array.from(data.subarray(k * size, (k + 1) * size));
      return { name: unknown, shape: extents, data: own, coordinates: space };
    });
    return { time, fields };
  });
  return { frames, steady: steady || !times };
}

/**
 * Solves for a reference by another method.
 * @throws Failure with the result where that does not end well.
 */
export async function solveReference(
  scene: Scene,
  methods: Methods,
  { gpu, inputs, signal }: { gpu: Gpu; inputs?: Inputs; signal?: AbortSignal },
): Promise<Truth> {
  const frames: Frame[] = [];
  const { stats, result } = await solveWith(methods, scene, {
    gpu,
    ...(inputs && { inputs }),
    ...(signal && { signal }),
    watch: {
      times: timesOf(scene),
      coordinates: {},
      look: (frame) => {
        frames.push(frame);
      },
    },
  });
  if (result.code !== 'ok') throw new Failure(result.code, `The reference by ${stats.method}: ${result.advice}`);
  return { frames, steady: !scene.coordinates.t };
}

/** The start, and equal parts of the interval of time; none for a scene without time. */
function timesOf(scene: Scene): number[] {
  const { time } = resolve(scene).problem;
  if (!time) return [];
  return Array.from({ length: TIMES + 1 }, (_, k) => time.min + ((time.max - time.min) * k) / TIMES);
}
