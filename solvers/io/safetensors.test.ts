import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../../tests/fuzz';
import { Failure } from '../base/result';
import { halfBits, halfValue } from './float16';
import { readSafetensors, type Safetensors, writeSafetensors } from './safetensors';

/** A file of a header as text and so many bytes of data. */
function fileOf(header: string, dataBytes: number, claimed?: bigint): Uint8Array {
  const head = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + head.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(head.length), true);
  bytes.set(head, 8);
  return bytes;
}

const entry = (shape: string, offsets: string, dtype = 'F32') =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

const sample: Safetensors = {
  tensors: new Map([
    ['w0', { shape: [2, 2], data: Float32Array.of(1, -2, 0.1, 3e-39) }],
    ['7', { shape: [], data: Float32Array.of(5) }],
    ['empty', { shape: [3, 0], data: new Float32Array(0) }],
  ]),
  metadata: { scene: 'burgers', steps: '500' },
};

describe('the format', () => {
  test('is what the specification says, byte by byte', () => {
    // Little-endian header length, JSON padded with spaces to a multiple of 8, then 1.0f and -2.0f.
    const header = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  ';
    const expected = fileOf(header, 8);
    expected.set([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], expected.length - 8);
    const written = writeSafetensors({
      tensors: new Map([['a', { shape: [2], data: Float32Array.of(1, -2) }]]),
      metadata: {},
    });
    expect(written).toEqual(expected);
  });

  test('tensors, their order and the metadata come back', () => {
    const read = readSafetensors(writeSafetensors(sample));
    expect([...read.tensors]).toEqual([...sample.tensors]);
    expect(read.metadata).toEqual(sample.metadata);
    expect(read.notFinite).toEqual([]);
  });

  test('tensors may lie in another order than they are named, at odd places', () => {
    const header = `{"b":${entry('[1]', '[2,6]')},"__metadata__":{"k":"\\u00e9"},"a":${entry('[]', '[0,2]', 'F16')}}`;
    const bytes = fileOf(header, 6);
    new DataView(bytes.buffer).setUint16(bytes.length - 6, halfBits(-1.5), true);
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, 2.25, true);
    // Node's pooled Buffers begin anywhere.
    const pooled = Buffer.concat([Buffer.from([0]), bytes]).subarray(1);
    const { tensors, metadata } = readSafetensors(pooled);
    expect(tensors.get('a')).toEqual({ shape: [], data: Float32Array.of(-1.5) });
    expect(tensors.get('b')).toEqual({ shape: [1], data: Float32Array.of(2.25) });
    expect(metadata).toEqual({ k: 'é' });
  });

  test('any tensors survive, bit by bit', () => {
    const tensor = fc.array(fc.nat(3), { maxLength: 3 }).chain((shape) =>
      fc
        .array(fc.float(), {
          minLength: shape.reduce((a, b) => a * b, 1),
          maxLength: shape.reduce((a, b) => a * b, 1),
        })
        .map((values) => ({ shape, data: Float32Array.from(values) })),
    );
    const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !(text in Object.prototype));
    fc.assert(
      fc.property(fc.dictionary(name, tensor), fc.dictionary(name, fc.string()), (tensors, metadata) => {
        const written = { tensors: new Map(Object.entries(tensors)), metadata: { ...metadata } };
        const read = readSafetensors(writeSafetensors(written));
        expect([...read.tensors]).toEqual([...written.tensors]);
        expect(read.metadata).toEqual(written.metadata);
        const bad = Object.keys(tensors).filter((key) => !tensors[key]!.data.every((v) => Number.isFinite(v)));
        expect([...read.notFinite].sort()).toEqual(bad.sort());
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe('half precision', () => {
  test('every half that is a number survives the way through f32', () => {
    for (let bits = 0; bits < 0x1_0000; bits++) {
      const value = halfValue(bits);
      if (!Number.isNaN(value)) expect(halfBits(value)).toBe(bits);
    }
    expect(Number.isNaN(halfValue(halfBits(Number.NaN)))).toBe(true);
  });

  test('rounds to the nearest, ties to even', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [halfValue(bits), halfValue(bits + 1)];
      const middle = (low + high) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      // Neighbouring halves are at least 2^-24 apart, and f32 holds their middle and its neighbours exactly enough.
      expect([halfBits(middle), halfBits(middle - (high - low) / 64), halfBits(middle + (high - low) / 64)]).toEqual([
        even,
        bits,
        bits + 1,
      ]);
    }
    expect([halfBits(65519), halfBits(65520), halfBits(1e9)]).toEqual([0x7bff, 0x7c00, 0x7c00]);
  });

  test('is written within half a unit in the last of eleven digits, and read back exactly', () => {
    const data = Float32Array.from({ length: 1000 }, (_, k) => Math.sin(k) * 10 ** ((k % 8) - 3));
    const written = writeSafetensors({ tensors: new Map([['a', { shape: [1000], data }]]), metadata: {} }, 'F16');
    const back = readSafetensors(written).tensors.get('a')!.data;
    // 2^-11 relative, 2^-25 absolute below the normal range.
    for (const [k, value] of data.entries()) {
      expect(Math.abs(back[k]! - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11 + 2 ** -25);
    }
    const again = writeSafetensors({ tensors: new Map([['a', { shape: [1000], data: back }]]), metadata: {} }, 'F16');
    expect(again).toEqual(written);
  });

  test('a number over its range is refused by name; an infinity stays one', () => {
    const of = (value: number) => ({
      tensors: new Map([['big', { shape: [], data: Float32Array.of(value) }]]),
      metadata: {},
    });
    expect(() => writeSafetensors(of(7e4), 'F16')).toThrow(/"big" holds 70000/);
    expect(readSafetensors(writeSafetensors(of(Number.POSITIVE_INFINITY), 'F16')).notFinite).toEqual(['big']);
  });
});

describe('hostile files are refused by name before a tensor is allocated', () => {
  const one = entry('[2]', '[0,8]');
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /not a safetensors/],
    ['a header longer than the file', fileOf('{}', 0, 1000n), /claims a header of 1000 bytes/],
    ['a header of 2^64 - 1 bytes', fileOf('{}', 0, 2n ** 64n - 1n), /claims a header of 18446744073709551615/],
    ['a header over 1 MB', fileOf(`{}${' '.repeat(1_000_001)}`, 0), /longer than the file or than 1000000/],
    ['no JSON', fileOf('{"a":}', 0), /has a header/],
    ['a header that starts with a space', fileOf(' {}', 0), /start with \{/],
    ['a byte order mark', fileOf('\ufeff{}', 0), /start with \{/],
    ['a list', fileOf('[]      ', 0), /start with \{/],
    ['broken UTF-8', new Uint8Array([4, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0xff, 0x7d]), /UTF-8/],
    ['text after the header', fileOf('{} x', 0), /after its end/],
    ['the same tensor twice', fileOf(`{"a":${one},"a":${one}}`, 8), /"a" twice/],
    ['the same tensor twice, escaped', fileOf(`{"a":${one},"\\u0061":${one}}`, 8), /"a" twice/],
    ['a key twice in an entry', fileOf('{"a":{"dtype":"F32","dtype":"F16"}}', 8), /"dtype" twice/],
    ['metadata twice', fileOf('{"__metadata__":{},"__metadata__":{}}', 0), /twice/],
    ['metadata that is no text', fileOf('{"__metadata__":{"a":1}}', 0), /metadata "a".*no string/],
    ['a tensor __proto__', fileOf(`{"__proto__":${one}}`, 8), /"__proto__".*not allowed/],
    ['metadata __proto__', fileOf('{"__metadata__":{"__proto__":"x"}}', 0), /"__proto__".*not allowed/],
    ['a tensor without a name', fileOf(`{"":${one}}`, 8), /not allowed/],
    ['an entry that is a number', fileOf('{"a":1}', 0), /"a" is no object/],
    ['an unknown type', fileOf(`{"a":${entry('[1]', '[0,8]', 'F64')}}`, 8), /"a" of type "F64"/],
    ['no type', fileOf('{"a":{"shape":[2],"data_offsets":[0,8]}}', 8), /"a" of type "undefined"/],
    ['an unknown key', fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}', 8), /unknown key "x"/],
    ['no shape', fileOf('{"a":{"dtype":"F32","data_offsets":[0,8]}}', 8), /"a" whose shape/],
    ['a shape that overflows', fileOf(`{"a":${entry('[4294967296,4294967296,2]', '[0,8]')}}`, 8), /"a" whose shape/],
    ['a shape that multiplies to more', fileOf(`{"a":${entry('[65536,65536,65536]', '[0,8]')}}`, 8), /not 8 bytes/],
    ['a shape over its data', fileOf(`{"a":${entry('[1000000]', '[0,16]')}}`, 16), /not 16 bytes of F32/],
    ['a fractional shape', fileOf(`{"a":${entry('[0.5,4]', '[0,8]')}}`, 8), /"a" whose shape/],
    ['a negative shape', fileOf(`{"a":${entry('[-1,-2]', '[0,8]')}}`, 8), /"a" whose shape/],
    ['nine axes', fileOf(`{"a":${entry('[1,1,1,1,1,1,1,1,2]', '[0,8]')}}`, 8), /at most 8/],
    ['a negative offset', fileOf(`{"a":${entry('[2]', '[-4,4]')}}`, 8), /"a" whose data_offsets/],
    ['a fractional offset', fileOf(`{"a":${entry('[2]', '[0.5,8.5]')}}`, 9), /"a" whose data_offsets/],
    ['three offsets', fileOf(`{"a":${entry('[2]', '[0,8,8]')}}`, 8), /"a" whose data_offsets/],
    ['offsets turned round', fileOf(`{"a":${entry('[0]', '[8,0]')}}`, 8), /"a" of shape/],
    ['an infinite offset', fileOf(`{"a":${entry('[2]', '[0,1e999]')}}`, 8), /has a header/],
    ['an overlap', fileOf(`{"a":${one},"b":${entry('[2]', '[4,12]')}}`, 12), /"b" that overlaps/],
    ['a gap', fileOf(`{"a":${one},"b":${entry('[1]', '[12,16]')}}`, 16), /"b" that leaves a gap/],
    ['a gap at the start', fileOf(`{"a":${entry('[2]', '[4,12]')}}`, 12), /"a" that leaves a gap/],
    ['bytes behind', fileOf(`{"a":${one}}`, 9), /holds 9 bytes of data, but its tensors claim 8/],
    ['data cut short', fileOf(`{"a":${one}}`, 7), /holds 7 bytes of data/],
    ['deep nesting', fileOf(`{"a":${'['.repeat(50_000)}`, 0), /nested deeper than 3/],
  ])('%s', (_what, bytes, message) => {
    const read = () => readSafetensors(bytes, 'evil.safetensors');
    expect(read).toThrow(Failure);
    expect(read).toThrow(message);
    expect(read).toThrow(/^evil\.safetensors /);
  });

  test('a file cut or changed anywhere is read or refused, never anything else', () => {
    const whole = writeSafetensors(sample);
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
        (cut, changes) => {
          const bytes = whole.slice(0, cut % 3 === 0 ? cut : whole.length);
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
          try {
            for (const { shape, data } of readSafetensors(bytes).tensors.values()) {
              expect(shape.reduce((a, b) => a * b, 1)).toBe(data.length);
              expect(2 * data.length).toBeLessThanOrEqual(bytes.length);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
          }
        },
      ),
      cases(2_000),
    );
  });

  test('headers put together from the pieces of headers are read or refused', () => {
    const piece = fc.constantFrom(
      ...'{ } [ ] : , "a" "b" "dtype" "shape" "data_offsets" "F32" "F16" "__metadata__" 0 8 4 -1 1e3 "'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          expect(readSafetensors(fileOf(`{${pieces.join('')}}`, 8)).tensors.size).toBeLessThan(5);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      cases(2_000),
    );
  });
});

test('what cannot be read back is not written', () => {
  const of = (name: string, shape: number[]) => ({
    tensors: new Map([[name, { shape, data: Float32Array.of(1) }]]),
    metadata: {},
  });
  expect(() => writeSafetensors(of('__proto__', []))).toThrow(/cannot have that name/);
  expect(() => writeSafetensors(of('', []))).toThrow(Failure);
  expect(() => writeSafetensors(of('a', [2]))).toThrow(/do not fill the shape \[2\]/);
});

test('complex numbers come as pairs along one more axis', () => {
  const bytes = fileOf(`{"a":${entry('[2]', '[0,16]', 'C64')}}`, 16);
  new DataView(bytes.buffer).setFloat32(bytes.length - 4, -2.5, true);
  const { shape, data } = readSafetensors(bytes).tensors.get('a')!;
  expect(shape).toEqual([2, 2]);
  expect([...data]).toEqual([0, 0, 0, -2.5]);
});
