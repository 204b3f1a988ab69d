import { Failure } from '../base/result';
import { MAX_NPY_BYTES, type NpyArray, type NpyData } from './npy';

/** The library that reads and writes HDF5 (a megabyte of wasm): it is loaded when the first file is opened or written. */
export type H5Library = typeof import('h5wasm');

/** A dataset in an open file. */
export type H5Dataset = InstanceType<H5Library['Dataset']>;

/** Numbers beside the datasets, at the root of a file: what PDEBench keeps a parameter in. */
export type H5Attributes = Readonly<Record<string, number>>;

const NAME = /^[A-Za-z_][\w.-]{0,63}$/;
const MAX_DATASETS = 1_000;
const MAX_DEPTH = 4;
const MAX_DIMENSIONS = 32;
/** Deflate's largest ratio: no honest file holds more numbers. */
const DEFLATE = 1032;
const CLASS = { whole: 0, float: 1 } as const;

let files = 0;

/** The library for files in memory, ready to use; the same in a browser and in Node. */
export async function h5Library(): Promise<H5Library> {
  const library = await import('h5wasm');
  return h5Errors(library);
}

/** The library, ready: its errors are thrown, where it would print them. */
export async function h5Errors(library: H5Library): Promise<H5Library> {
  const { activate_throwing_error_handler: throwing } = await library.ready;
  throwing();
  return library;
}

/**
 * Encodes named arrays as an HDF5 file, each one contiguous dataset at the root.
 * @throws Failure `bad-input` for a name that cannot be one, or a shape that the data does not fill.
 */
export async function writeH5(
  datasets: ReadonlyMap<string, NpyArray>,
  attributes: H5Attributes = {},
): Promise<Uint8Array<ArrayBuffer>> {
  for (const [name, { shape, data }] of datasets) {
    if (!NAME.test(name)) throw new Failure('bad-input', `"${name}" cannot name a dataset in an HDF5 file.`, name);
    if (shape.reduce((product, n) => product * n, 1) !== data.length) {
      const why = `has ${data.length} values, which do not fill the shape [${shape.join(', ')}].`;
      throw new Failure('bad-input', `the dataset ${name} ${why}`, name);
    }
  }
  const { File, FS } = await h5Library();
  const path = `/write-${files++}.h5`;
  try {
    const file = new File(path, 'w');
    for (const [name, { shape, data }] of datasets) file.create_dataset({ name, data, shape: [...shape] });
    for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value, null, '<d');
    file.close();
    return new Uint8Array(FS!.readFile(path));
  } finally {
    FS!.unlink(path);
  }
}

/**
 * Decodes all numeric datasets of an HDF5 file that fits into memory; names of those in groups have slashes.
 * @param maxBytes cap on the bytes of all arrays together; claims are checked before they are allocated.
 * @throws Failure `bad-input` naming the file or the dataset.
 */
export async function readH5(
  bytes: Uint8Array,
  file = 'HDF5 file',
  maxBytes = MAX_NPY_BYTES,
): Promise<Map<string, NpyArray>> {
  const library = await h5Library();
  const path = `/read-${files++}.h5`;
  library.FS!.writeFile(path, bytes);
  try {
    const { datasets, close } = datasetsOf(library, path, file);
    try {
      return all(datasets, file, bytes.length, maxBytes);
    } catch (error) {
      throw error instanceof Failure ? error : unreadable(file);
    } finally {
      close();
    }
  } finally {
    library.FS!.unlink(path);
  }
}

function all(
  datasets: ReadonlyMap<string, H5Dataset>,
  file: string,
  size: number,
  maxBytes: number,
): Map<string, NpyArray> {
  let total = 0;
  const arrays = new Map<string, NpyArray>();
  for (const [name, dataset] of datasets) {
    const { shape, bytes } = checkedH5(dataset, name, size);
    total += bytes;
    if (total > maxBytes) throw new Failure('bad-input', `${file} claims more than ${maxBytes} bytes.`, name);
    arrays.set(name, { shape, data: numbersOf(dataset.value, name) });
  }
  return arrays;
}

/** Opens a file. @returns its datasets by name, and `close` @throws Failure `bad-input` where it is no HDF5 file */
export function datasetsOf(
  library: H5Library,
  path: string,
  file: string,
): { readonly datasets: ReadonlyMap<string, H5Dataset>; close(): void } {
  let opened: InstanceType<H5Library['File']>;
  try {
    opened = new library.File(path, 'r');
  } catch {
    throw unreadable(file);
  }
  const close = (): void => {
    opened.close();
  };
  try {
    const datasets = new Map<string, H5Dataset>();
    gather(library, opened, '', datasets, file);
    return { datasets, close };
  } catch (error) {
    close();
    throw error instanceof Failure ? error : unreadable(file);
  }
}

function unreadable(file: string): Failure {
  return new Failure('bad-input', `${file} is not a readable HDF5 file.`, file);
}

/**
 * Shape and bytes of a dataset whose numbers can be read, by its header alone.
 * @param size of the file, which bounds what it can hold
 * @throws Failure `bad-input` for another type, or a claim that the file cannot hold
 */
export function checkedH5(
  dataset: H5Dataset,
  name: string,
  size: number,
): { readonly shape: readonly number[]; readonly bytes: number } {
  const { metadata } = dataset;
  const { shape, type, size: width, signed, vlen } = metadata;
  const refuse = (why: string): never => {
    throw new Failure('bad-input', `the dataset ${name} ${why}`, name);
  };
  if (metadata.virtual_sources) refuse('lies in other files: copy it into one.');
  const float = type === CLASS.float && (width === 4 || width === 8);
  const whole = type === CLASS.whole && ((width === 4 && signed) || (width === 1 && !signed));
  if (vlen || (!float && !whole)) {
    refuse('holds no float64, float32, int32 or uint8: convert it.');
  }
  if (!shape || shape.length > MAX_DIMENSIONS) return refuse(`has no shape of at most ${MAX_DIMENSIONS} axes.`);
  const bytes = shape.reduce((product, n) => product * n, width);
  const most = metadata.chunks ? DEFLATE * size : size;
  if (!(bytes <= most)) refuse(`claims ${bytes} bytes, more than its file of ${size} can hold.`);
  return { shape, bytes };
}

/** What the library read, as one of our arrays. */
export function numbersOf(value: unknown, name: string): NpyData {
  if (value instanceof Float64Array || value instanceof Float32Array) return value;
  if (value instanceof Int32Array || value instanceof Uint8Array) return value;
  if (typeof value === 'number') return Float64Array.of(value);
  throw new Failure('bad-input', `the dataset ${name} holds no numbers that are read: convert it to float32.`, name);
}

function gather(
  library: H5Library,
  group: InstanceType<H5Library['Group']>,
  above: string,
  into: Map<string, H5Dataset>,
  file: string,
): void {
  for (const key of group.keys()) {
    const entity = group.get(key);
    const name = `${above}${key}`;
    if (entity instanceof library.Dataset) into.set(name, entity);
    // Groups can hold themselves.
    else if (entity instanceof library.Group && name.split('/').length < MAX_DEPTH) {
      gather(library, entity, `${name}/`, into, file);
    }
    if (into.size > MAX_DATASETS)
      throw new Failure('bad-input', `${file} holds more than ${MAX_DATASETS} datasets.`, file);
  }
}
