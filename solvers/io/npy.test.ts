import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../../tests/fuzz';
import { Failure } from '../base/result';
import { type NpyData, readNpy, writeNpy } from './npy';

const header = (text: string, data = new Uint8Array(), version = 1): Uint8Array => {
  const body = new TextEncoder().encode(`${text}\n`);
  const length = version === 1 ? [body.length & 255, body.length >> 8] : [body.length & 255, body.length >> 8, 0, 0];
  return new Uint8Array([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...length, ...body, ...data]);
};
const refusal = (bytes: Uint8Array): Failure => {
  try {
    readNpy(bytes, 'a');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('accepted');
};

describe('npy', () => {
  test.each<[string, NpyData, number[]]>([
    ['f8', new Float64Array([1, -0, Number.NaN, 1e300, 5, 6]), [2, 3]],
    ['f4', new Float32Array([1.5, 2.5]), [2]],
    ['i4', new Int32Array([-(2 ** 31), 7]), [1, 2, 1]],
    ['u1', new Uint8Array([255]), []],
    ['empty', new Float64Array(), [0, 4]],
  ])('%s comes back bit for bit', (_name, data, shape) => {
    const back = readNpy(writeNpy({ shape, data }));
    expect(back.shape).toEqual(shape);
    expect(back.data.constructor).toBe(data.constructor);
    expect(new Uint8Array(back.data.buffer)).toEqual(new Uint8Array(data.buffer));
  });

  test('any f64 array of any shape comes back', () => {
    const arrays = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
      const n = shape.reduce((a, b) => a * b, 1);
      return fc.tuple(fc.constant(shape), fc.array(fc.double(), { minLength: n, maxLength: n }));
    });
    fc.assert(
      fc.property(arrays, ([shape, values]) => {
        const data = new Float64Array(values);
        const back = readNpy(writeNpy({ shape, data }));
        expect([...back.shape]).toEqual(shape);
        expect(new Uint8Array(back.data.buffer)).toEqual(new Uint8Array(data.buffer));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('the header is what NumPy writes', () => {
    const bytes = writeNpy({ shape: [3], data: new Uint8Array(3) });
    const text = new TextDecoder('latin1').decode(bytes);
    expect(text.slice(10)).toMatch(/^\{'descr': '\|u1', 'fortran_order': False, 'shape': \(3,\), \} *\n/);
    expect((bytes.length - 3) % 64).toBe(0);
  });

  test('a view into a larger buffer is written as its own values', () => {
    const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    expect([...readNpy(writeNpy({ shape: [2], data })).data]).toEqual([1, 2]);
  });

  test.each([
    ['version 2', header("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", new Uint8Array([1, 2]), 2)],
    [
      'Fortran order of one axis',
      header("{'descr': '|u1', 'fortran_order': True, 'shape': (2,)}", new Uint8Array([1, 2])),
    ],
    [
      'keys in another order',
      header("{'shape': (2,), 'fortran_order': False, 'descr': '|u1'}", new Uint8Array([1, 2])),
    ],
  ])('%s is read', (_name, bytes) => {
    expect([...readNpy(bytes).data]).toEqual([1, 2]);
  });

  test.each([
    ['not an NPY file', new Uint8Array(100), /not an NPY/],
    ['an empty file', new Uint8Array(), /not an NPY/],
    ['version 9', header('{}', undefined, 9), /version 9/],
    ['big-endian', header("{'descr': '>f8', 'fortran_order': False, 'shape': (0,), }"), />f8/],
    ['pickled objects', header("{'descr': '|O', 'fortran_order': False, 'shape': (0,), }"), /\|O/],
    ['a name of the prototype', header("{'descr': 'toString', 'fortran_order': False, 'shape': (0,), }"), /toString/],
    [
      'Fortran order',
      header("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 2), }", new Uint8Array(2)),
      /Fortran/,
    ],
    ['a structured type', header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (0,), }"), /plain NPY/],
    ['code for a shape', header("{'descr': '<f8', 'fortran_order': False, 'shape': (2**40,), }"), /plain NPY/],
    ['a negative length', header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }"), /plain NPY/],
    ['a key twice', header("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (0,), }"), /plain NPY/],
    ['a missing key', header("{'descr': '<f8', 'shape': (0,), }"), /plain NPY/],
    [
      'a huge claim',
      header("{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999, 9999999999), }"),
      /claims \d+ bytes of data/,
    ],
    [
      'a product that overflows to a fit',
      header("{'descr': '|u1', 'fortran_order': False, 'shape': (4294967296, 4294967296), }"),
      /claims \d+ bytes of data/,
    ],
    [
      'too little data',
      header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(7)),
      /claims 8 bytes/,
    ],
    [
      'trailing data',
      header("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(2)),
      /claims 1 bytes/,
    ],
    [
      'forty axes',
      header(`{'descr': '|u1', 'fortran_order': False, 'shape': (${'1, '.repeat(40)}), }`, new Uint8Array(1)),
      /40 axes/,
    ],
  ])('%s is refused', (_name, bytes, message) => {
    const failure = refusal(bytes);
    expect(failure.code).toBe('bad-input');
    expect(failure.field).toBe('a');
    expect(failure.message).toMatch(message);
  });

  test('a file cut or changed anywhere is read or refused, never anything else', () => {
    const whole = writeNpy({ shape: [2, 3], data: new Float64Array([1, 2, 3, 4, 5, 6]) });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, byte) => {
        const bytes = whole.slice(0, length);
        if (at < length) bytes[at] = byte;
        try {
          const { shape, data } = readNpy(bytes);
          expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
          expect(data.byteLength).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      cases(2_000),
    );
  });

  test('a shape that the values do not fill is not written', () => {
    expect(() => writeNpy({ shape: [2], data: new Uint8Array(3) })).toThrow(Failure);
  });

  test('a file in a Buffer of a pool is copied out of it, not read from its start', () => {
    const data = new Float64Array([1, 2, 3]);
    const pooled = Buffer.concat([Buffer.alloc(64, 0xff), writeNpy({ shape: [3], data })]).subarray(64);
    expect(readNpy(pooled).data).toEqual(data);
  });
});
