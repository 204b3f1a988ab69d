import { Failure } from '../base/result';
import { halfBits, halfValue } from './float16';
import { parseStrictJson, type StrictJson } from './strict-json';

/** An array of numbers, C order; `shape` may be [] (one scalar). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** As read: half precision is widened, which changes no value. */
export interface ReadSafetensors extends Safetensors {
  /** Tensors that hold a NaN or an infinity; whether that is wrong is for the reader to say. */
  readonly notFinite: readonly string[];
}

/** Bytes that a file may have at most; asked before it is read. */
export const MAX_SAFETENSORS_BYTES = 2 ** 30;
const MAX_HEADER = 1_000_000;
const MAX_TENSORS = 10_000;
const MAX_DIMENSIONS = 8;
const MAX_NAME = 256;
const METADATA = '__metadata__';
/** Object, shape or metadata object, entry. */
const DEPTH = 3;

const WIDTHS = { F32: 4, F16: 2, C64: 8 } as const;
type Stored = keyof typeof WIDTHS;
/** How numbers are written. */
export type Storage = 'F32' | 'F16';

interface Entry {
  readonly name: string;
  readonly storage: Stored;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Encodes tensors in the safetensors format: header length, JSON header, little-endian data without gaps, in the order
 * of the map. The same tensors give the same bytes.
 * @param storage F16 rounds every number to half precision.
 * @throws Failure `bad-input` for a shape that the data does not fill, a name that cannot be one, a number over F16's range.
 */
export function writeSafetensors({ tensors, metadata }: Safetensors, storage: Storage = 'F32'): Uint8Array {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push([METADATA, metadata]);
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const refuse = (why: string): never => {
      throw new Failure('bad-input', `the tensor ${shown(name)} ${why}.`, name.slice(0, MAX_NAME));
    };
    if (!isName(name)) refuse('cannot have that name');
    if (shape.reduce((product, n) => product * n, 1) !== data.length) {
      refuse(`has ${data.length} values, which do not fill the shape [${shape.join(', ')}]`);
    }
    const begin = end;
    end += data.length * WIDTHS[storage];
    header.push([name, { dtype: storage, shape, data_offsets: [begin, end] }]);
  }
  // Keys that look like numbers would move to the front of an object, so the text is put together by hand.
  const text = `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const head = new TextEncoder().encode(text);
  const length = Math.ceil(head.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(head, 8);
  let at = 8 + length;
  for (const [name, { data }] of tensors) {
    for (const value of data) {
      if (storage === 'F32') view.setFloat32(at, value, true);
      else view.setUint16(at, inRange(name, value), true);
      at += WIDTHS[storage];
    }
  }
  return bytes;
}

/**
 * Decodes a safetensors file of F32, F16 and C64 tensors into copies of its data; complex numbers become pairs, real part
 * first, along one more axis behind the others.
 * @param file what it is called in messages.
 * @throws Failure `bad-input` naming the file and what is wrong, before any tensor is allocated: a header that is longer
 * than the file or than 1 MB, that is no strict JSON or has a key twice; a type that is not read; offsets that are no
 * whole numbers, overlap, leave gaps or bytes behind; a shape that does not give the length of its data.
 */
export function readSafetensors(bytes: Uint8Array, file = 'weights'): ReadSafetensors {
  const refuse = refusing(file);
  if (bytes.length > MAX_SAFETENSORS_BYTES) refuse('is not a safetensors file of at most 1 GB');
  const start = headerEnd(bytes, bytes.length, refuse);
  const { entries, metadata } = readHeader(decodeText(bytes.subarray(8, start), refuse), refuse);
  checkCover(entries, bytes.length - start, refuse);

  const tensors = new Map<string, Tensor>();
  const notFinite: string[] = [];
  for (const { name, storage, shape, begin, end } of entries) {
    const data = numbersOf(bytes.subarray(start + begin, start + end), storage);
    if (!data.every((value) => Number.isFinite(value))) notFinite.push(name);
    tensors.set(name, { shape: storage === 'C64' ? [...shape, 2] : shape, data });
  }
  return { tensors, metadata, notFinite };
}

/** A tensor in a file that is read by parts. */
interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Where its data begins, behind the header. */
  readonly begin: number;
  /** Bytes of one number. */
  readonly width: number;
  readonly numbers: (bytes: Uint8Array) => Float32Array;
}

/** The tensors of a file that need not fit into memory, of which the header is read. @throws Failure as {@link readSafetensors} */
export async function safetensorsEntries(
  source: { readonly size: number; read(from: number, to: number): Promise<Uint8Array> },
  file: string,
): Promise<{ readonly entries: readonly StoredTensor[]; readonly start: number }> {
  const refuse = refusing(file);
  const start = headerEnd(await source.read(0, Math.min(10, source.size)), source.size, refuse);
  const { entries } = readHeader(decodeText(await source.read(8, start), refuse), refuse);
  checkCover(entries, source.size - start, refuse);
  return {
    start,
    entries: entries.map(({ name, storage, shape, begin }) => ({
      name,
      shape: storage === 'C64' ? [...shape, 2] : shape,
      begin,
      width: storage === 'C64' ? 4 : WIDTHS[storage],
      numbers: (bytes) => numbersOf(bytes, storage),
    })),
  };
}

function refusing(file: string): Refuse {
  return (why) => {
    throw new Failure('bad-input', `${file} ${why}.`, file);
  };
}

/** Where the data begins. */
function headerEnd(head: Uint8Array, size: number, refuse: Refuse): number {
  if (size < 10 || head.length < 8) refuse('is not a safetensors file of at most 1 GB');
  const claimed = new DataView(head.buffer, head.byteOffset, head.byteLength).getBigUint64(0, true);
  if (claimed > BigInt(Math.min(MAX_HEADER, size - 8))) {
    refuse(`claims a header of ${claimed} bytes, longer than the file or than ${MAX_HEADER}`);
  }
  return 8 + Number(claimed);
}

/** In a copy: tensors need not be aligned. (`slice` of Node's Buffer would be no copy.) */
function numbersOf(bytes: Uint8Array, storage: Stored): Float32Array {
  const own = new Uint8Array(bytes).buffer;
  return storage === 'F16' ? Float32Array.from(new Uint16Array(own), halfValue) : new Float32Array(own);
}

type Refuse = (why: string) => never;

function decodeText(bytes: Uint8Array, refuse: Refuse): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('has a header that is no UTF-8 text');
  }
  return text.startsWith('{') ? text : refuse('has a header that does not start with {');
}

function readHeader(text: string, refuse: Refuse): { entries: Entry[]; metadata: Record<string, string> } {
  const header = parseStrictJson(text, DEPTH, (why) => refuse(`has a header that ${why}`));
  const entries: Entry[] = [];
  const metadata: Record<string, string> = {};
  if (!isMap(header)) return refuse('has a header that is no object');
  if (header.size > MAX_TENSORS) refuse(`holds more than ${MAX_TENSORS} tensors`);
  for (const [name, value] of header) {
    if (!isMap(value)) return refuse(`has a header whose entry ${shown(name)} is no object`);
    if (name === METADATA) {
      for (const [key, entry] of value) {
        if (typeof entry !== 'string') return refuse(`has metadata ${shown(key)} that is no string`);
        if (!isName(key)) refuse(`has metadata under the name ${shown(key)}, which is not allowed`);
        metadata[key] = entry;
      }
    } else {
      entries.push(readEntry(name, value, refuse));
    }
  }
  return { entries, metadata };
}

function readEntry(name: string, value: ReadonlyMap<string, StrictJson>, refuseFile: Refuse): Entry {
  const refuse = (why: string): never => refuseFile(`has a tensor ${shown(name)} ${why}`);
  if (!isName(name)) refuse('whose name is not allowed');
  const stray = [...value.keys()].find((key) => !['dtype', 'shape', 'data_offsets'].includes(key));
  if (stray !== undefined) refuse(`with an unknown key ${shown(stray)}`);
  const dtype = value.get('dtype');
  if (dtype !== 'F32' && dtype !== 'F16' && dtype !== 'C64') {
    return refuse(`of type ${shown(String(dtype))}: convert it to F32 or F16`);
  }
  const shape = wholeNumbers(value.get('shape'), 2 ** 30);
  if (!shape || shape.length > MAX_DIMENSIONS)
    return refuse(`whose shape is not a list of at most ${MAX_DIMENSIONS} whole numbers`);
  const offsets = wholeNumbers(value.get('data_offsets'), Number.MAX_SAFE_INTEGER);
  if (offsets?.length !== 2) return refuse('whose data_offsets are not two whole numbers');
  const [begin, end] = offsets as [number, number];
  const width = WIDTHS[dtype];
  const size = shape.reduce((product, n) => product * n, width);
  // Eight factors of at most 2^30 stay finite; past 2^53 the product is rounded, but no file is so long.
  if (end < begin || size !== end - begin) {
    refuse(`of shape [${shape.join(', ')}], which is not ${end - begin} bytes of ${dtype}`);
  }
  return { name, storage: dtype, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor. */
function checkCover(entries: readonly Entry[], length: number, refuse: Refuse): void {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of sorted) {
    if (begin !== covered) {
      refuse(`has a tensor ${shown(name)} that ${begin < covered ? 'overlaps another' : 'leaves a gap before it'}`);
    }
    covered = end;
  }
  if (covered !== length) refuse(`holds ${length} bytes of data, but its tensors claim ${covered}`);
}

function isMap(value: StrictJson): value is ReadonlyMap<string, StrictJson> {
  return value instanceof Map;
}

function wholeNumbers(value: StrictJson | undefined, most: number): number[] | null {
  if (!Array.isArray(value)) return null;
  const list: readonly unknown[] = value;
  const whole = list.every((n): n is number => Number.isSafeInteger(n) && (n as number) >= 0 && (n as number) <= most);
  return whole ? [...list] : null;
}

/** Names that come from outside end up in objects too, so those that every object has are no names. */
function isName(name: string): boolean {
  return name !== METADATA && name !== '' && name.length <= MAX_NAME && !(name in Object.prototype);
}

function inRange(name: string, value: number): number {
  const bits = halfBits(value);
  if (Number.isFinite(value) && (bits & 0x7fff) === 0x7c00) {
    throw new Failure('bad-input', `the tensor ${shown(name)} holds ${value}, too large for F16: store F32.`, name);
  }
  return bits;
}

function shown(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}
