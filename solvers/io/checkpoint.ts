import { Failure } from '../base/result';
import { parseStrictJson, type StrictJson } from './strict-json';

/** A state that a solve can go on from, and what it belongs to. */
export interface Checkpoint {
  /** Texts that tell whether the state fits: the scene, the settings. */
  readonly about: Readonly<Record<string, string>>;
  /** Counts checkpoints of one solve: of two files the higher is the newer. */
  readonly counter: number;
  readonly state: {
    readonly method: string;
    readonly numbers: Readonly<Record<string, number>>;
    readonly arrays: Readonly<Record<string, ArrayBuffer>>;
  };
}

/*
 * Layout: "nablab" 0 VERSION, SHA-256 of all that follows (32 bytes), header length (u32), header as JSON, then the
 * numbers (f64) and the arrays one after the other, little-endian.
 */
const MAGIC = new TextEncoder().encode('nablab\0');
const VERSION = 1;
const HASH_AT = 8;
const BODY_AT = 40;
const MAX_HEADER = 4_000_000;
const DEPTH = 3;

/** Encodes a checkpoint; numbers keep all their bits, infinities too. */
export async function writeCheckpoint({ about, counter, state }: Checkpoint): Promise<Uint8Array> {
  const numbers = Object.entries(state.numbers);
  const arrays = Object.entries(state.arrays);
  const header = new TextEncoder().encode(
    JSON.stringify({
      about,
      counter,
      method: state.method,
      numbers: numbers.map(([name]) => name),
      arrays: arrays.map(([name]) => name),
      bytes: arrays.map(([, { byteLength }]) => byteLength),
    }),
  );
  const size = arrays.reduce((sum, [, { byteLength }]) => sum + byteLength, 0);
  const file = new Uint8Array(BODY_AT + 4 + header.length + 8 * numbers.length + size);
  const view = new DataView(file.buffer);
  file.set(MAGIC);
  file[MAGIC.length] = VERSION;
  view.setUint32(BODY_AT, header.length, true);
  file.set(header, BODY_AT + 4);
  let at = BODY_AT + 4 + header.length;
  for (const [, value] of numbers) {
    view.setFloat64(at, value, true);
    at += 8;
  }
  for (const [, array] of arrays) {
    file.set(new Uint8Array(array), at);
    at += array.byteLength;
  }
  file.set(await hashOf(file), HASH_AT);
  return file;
}

/**
 * Decodes a checkpoint.
 * @throws Failure `bad-input` naming the file where it was cut or changed anywhere, or is of another version.
 */
export async function readCheckpoint(file: Uint8Array, name = 'checkpoint'): Promise<Checkpoint> {
  const refuse = (why: string): never => {
    throw new Failure('bad-input', `${name} ${why}.`, name);
  };
  if (file.length < BODY_AT + 4 || MAGIC.some((byte, k) => file[k] !== byte)) refuse('is no checkpoint');
  const version = file[MAGIC.length]!;
  if (version !== VERSION) refuse(`has version ${version}, this program reads version ${VERSION}`);
  const hash = await hashOf(file);
  if (hash.some((byte, k) => file[HASH_AT + k] !== byte)) refuse('is damaged: its hash is another');

  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(BODY_AT, true);
  const start = BODY_AT + 4 + length;
  if (length > MAX_HEADER || start > file.length) refuse('has a header longer than the file or than 4 MB');
  const text = new TextDecoder('utf-8').decode(file.subarray(BODY_AT + 4, start));
  const header = parseStrictJson(text, DEPTH, (why) => refuse(`has a header that ${why}`));
  const of = (key: string): StrictJson | undefined => (header instanceof Map ? header.get(key) : undefined);
  const about = of('about');
  const [counter, method] = [of('counter'), of('method')];
  const [numbers, arrays, bytes] = [of('numbers'), of('arrays'), of('bytes')];
  if (!(about instanceof Map) || typeof counter !== 'number' || typeof method !== 'string') {
    return refuse('has a header without what it must say');
  }
  if (!areNames([...about.keys()]) || !areNames([...about.values()]) || !areNames(numbers) || !areNames(arrays)) {
    return refuse('has a header with names that are none');
  }
  if (!areLengths(bytes) || bytes.length !== arrays.length) return refuse('has arrays without lengths');
  const size = 8 * numbers.length + bytes.reduce((sum, n) => sum + n, 0);
  if (size !== file.length - start) refuse(`claims ${size} bytes of data but holds ${file.length - start}`);

  const arraysAt = start + 8 * numbers.length;
  const ends = bytes.map((_, k) => arraysAt + bytes.slice(0, k + 1).reduce((sum, n) => sum + n, 0));
  return {
    about: Object.fromEntries(about) as Record<string, string>,
    counter,
    state: {
      method,
      numbers: Object.fromEntries(numbers.map((key, k) => [key, view.getFloat64(start + 8 * k, true)])),
      arrays: Object.fromEntries(
        arrays.map((key, k) => [key, new Uint8Array(file.subarray(ends[k]! - bytes[k]!, ends[k])).buffer]),
      ),
    },
  };
}

async function hashOf(file: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(file.subarray(BODY_AT))));
}

function areNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && !(name in Object.prototype));
}

function areLengths(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
