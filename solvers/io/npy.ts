import { Failure } from '../base/result';

/** The element types that are read and written; all little-endian. */
export type NpyData = Float64Array | Float32Array | Int32Array | Uint8Array;

/** An array as NumPy stores it: C order, `shape` may be [] (one scalar). */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
}

/** Bytes of data that a file may claim at most; checked before anything is allocated. */
export const MAX_NPY_BYTES = 2 ** 30;
/** NumPy's own cap on the header (`max_header_size`). */
const MAX_HEADER = 10_000;
const MAX_DIMENSIONS = 32;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const TYPES = {
  '<f8': Float64Array,
  '<f4': Float32Array,
  '<i4': Int32Array,
  '|u1': Uint8Array,
} as const;
type Descr = keyof typeof TYPES;

// The dictionary that NumPy writes, and nothing else: the keys in any order, a trailing comma allowed.
const ENTRY =
  /^\s*'(descr|fortran_order|shape)'\s*:\s*('[^']{1,16}'|True|False|\((?:\s*\d{1,16}\s*,)*(?:\s*\d{1,16})?\s*\))\s*(,|$)/;

/** Encodes an array in the NPY 1.0 format; the data starts at a multiple of 64 bytes. */
export function writeNpy({ shape, data }: NpyArray): Uint8Array {
  if (count(shape) !== data.length)
    throw new Failure('bad-input', `${data.length} values do not fill the shape (${shape.join(', ')}).`, 'shape');
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descrOf(data)}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 10, start);
  bytes.set(MAGIC);
  bytes.set([1, 0, (start - 10) & 0xff, (start - 10) >> 8], 6);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[start - 1] = 0x0a;
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}

/**
 * Decodes an NPY file (versions 1 to 3) into a copy of its data.
 * @param name what the file is called in messages.
 * @throws Failure `bad-input` for another type, Fortran order, or lengths that do not fit the file.
 */
export function readNpy(bytes: Uint8Array, name = 'array'): NpyArray {
  const { shape, type, start } = npyHeader(bytes, bytes.length, name);
  const length = count(shape) * type.BYTES_PER_ELEMENT;
  if (!(length <= MAX_NPY_BYTES)) throw refusal(name, `claims more than ${MAX_NPY_BYTES} bytes.`);
  return { shape, data: npyNumbers(bytes.subarray(start), type) };
}

/** Constructors of what is read. */
export type NpyType = (typeof TYPES)[Descr];

/** Numbers of a part of a file, in a copy: the data of a file inside an archive is rarely aligned. */
export function npyNumbers(bytes: Uint8Array, type: NpyType): NpyData {
  // `slice` of Node's Buffer would be no copy.
  return new type(new Uint8Array(bytes).buffer);
}

/**
 * The header of an NPY file.
 * @param head its first bytes, at least 10,012 where it has so many; @param size of the whole file
 * @returns shape, type, and where the data begins, which fill the file
 * @throws Failure `bad-input` as {@link readNpy}
 */
export function npyHeader(
  head: Uint8Array,
  size: number,
  name: string,
): { readonly shape: readonly number[]; readonly type: NpyType; readonly start: number } {
  const refuse = (why: string): never => {
    throw refusal(name, why);
  };
  if (head.length < 10 || MAGIC.some((byte, k) => head[k] !== byte)) refuse('is not an NPY file.');
  const version = head[6]!;
  if (version < 1 || version > 3) refuse(`has NPY version ${version}; save it with numpy.save.`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const headerAt = version === 1 ? 10 : 12;
  if (head.length < headerAt) refuse('ends inside its header.');
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = headerAt + headerLength;
  if (headerLength > MAX_HEADER || start > head.length)
    refuse('has a header longer than the file or than 10,000 bytes.');

  const header = parseHeader(new TextDecoder('latin1').decode(head.subarray(headerAt, start)));
  if (!header) return refuse('has a header that is not a plain NPY header (structured types are not read).');
  const { descr, fortran, shape } = header;
  const type = Object.hasOwn(TYPES, descr) ? TYPES[descr as Descr] : undefined;
  if (!type) return refuse(`holds ${descr}; convert it to float64, float32, int32 or uint8 (little-endian).`);
  if (fortran && shape.length > 1) refuse('is in Fortran order; save numpy.ascontiguousarray of it.');
  if (shape.length > MAX_DIMENSIONS) refuse(`has ${shape.length} axes; at most ${MAX_DIMENSIONS} are read.`);
  const length = count(shape) * type.BYTES_PER_ELEMENT;
  if (length !== size - start) refuse(`claims ${length} bytes of data but holds ${size - start}.`);
  return { shape, type, start };
}

function refusal(name: string, why: string): Failure {
  return new Failure('bad-input', `${name} ${why}`, name);
}

function parseHeader(text: string): { descr: string; fortran: boolean; shape: number[] } | null {
  const body = /^\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined) return null;
  const found = new Map<string, string>();
  let rest = body.trimEnd();
  while (rest !== '') {
    const match = ENTRY.exec(rest);
    if (!match || found.has(match[1]!)) return null;
    found.set(match[1]!, match[2]!);
    rest = rest.slice(match[0].length);
  }
  const descr = found.get('descr');
  const order = found.get('fortran_order');
  const shape = found.get('shape');
  if (!descr?.startsWith("'") || !shape?.startsWith('(') || (order !== 'True' && order !== 'False')) return null;
  // "(3)" is a number in Python, not a shape.
  if (/^\(\s*\d+\s*\)$/.test(shape)) return null;
  return { descr: descr.slice(1, -1), fortran: order === 'True', shape: (shape.match(/\d+/g) ?? []).map(Number) };
}

/** Number of elements; past 2^53 it is only approximate, which is far beyond every cap. */
function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function descrOf(data: NpyData): Descr {
  if (data instanceof Float64Array) return '<f8';
  if (data instanceof Float32Array) return '<f4';
  return data instanceof Int32Array ? '<i4' : '|u1';
}
