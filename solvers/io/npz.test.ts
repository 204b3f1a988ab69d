import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { cases } from '../../tests/fuzz';
import { Failure } from '../base/result';
import { writeNpy } from './npy';
import { readNpz, writeNpz } from './npz';

const arrays = new Map([
  ['u', { shape: [2, 2], data: new Float64Array([1, 2, 3, 4]) }],
  ['u.x', { shape: [2], data: new Float32Array([0, 0.5]) }],
  ['mask', { shape: [3], data: new Uint8Array([0, 1, 0]) }],
]);

test('arrays come back under their names', () => {
  expect(readNpz(writeNpz(arrays))).toEqual(arrays);
});

test('the same arrays give the same bytes', () => {
  expect(writeNpz(arrays)).toEqual(writeNpz(arrays));
});

test('a deflated archive, as savez_compressed writes it, is read', () => {
  const data = new Float64Array(1000).fill(3);
  const packed = zipSync({ 'a.npy': writeNpy({ shape: [1000], data }) }, { level: 6 });
  expect(packed.length).toBeLessThan(1000);
  expect(readNpz(packed).get('a')!.data).toEqual(data);
});

test('a bomb is refused by its claim, before it is inflated', () => {
  const packed = zipSync({ 'a.npy': new Uint8Array(2_000_000) }, { level: 9 });
  expect(packed.length).toBeLessThan(10_000);
  expect(() => readNpz(packed, 'bomb.npz', 1_000_000)).toThrow(/bomb\.npz is too large/);
});

test('an entry that inflates past its claim is cut there and refused', () => {
  const packed = zipSync({ 'a.npy': new Uint8Array(2_000_000) }, { level: 9 });
  // The uncompressed size in the central directory: 24 bytes past its signature PK\1\2.
  const central = packed.findIndex(
    (_, k) => packed[k] === 0x50 && packed[k + 1] === 0x4b && packed[k + 2] === 1 && packed[k + 3] === 2,
  );
  new DataView(packed.buffer).setUint32(central + 24, 100, true);
  expect(() => readNpz(packed, 'lie.npz', 1_000)).toThrow(Failure);
});

test.each([
  ['a path that climbs', 'x/../y.npy'],
  ['a plain file', 'readme.txt'],
  ['an absolute path', '/etc/passwd.npy'],
  ['no name', '.npy'],
])('%s as an entry is refused', (_what, name) => {
  const packed = zipSync({ [name]: writeNpy({ shape: [], data: new Uint8Array(1) }) }, { level: 0 });
  expect(() => readNpz(packed)).toThrow(/not a named NPY array/);
});

test('a name that cannot be an entry is not written', () => {
  expect(() => writeNpz(new Map([['../u', { shape: [], data: new Uint8Array(1) }]]))).toThrow(Failure);
});

test('an archive cut or changed anywhere is read or refused, never anything else', () => {
  const whole = writeNpz(arrays);
  fc.assert(
    fc.property(
      fc.nat(whole.length),
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
      (cut, changes) => {
        const bytes = whole.slice(0, cut % 3 === 0 ? cut : whole.length);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        try {
          for (const { data } of readNpz(bytes).values()) expect(data.byteLength).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      },
    ),
    cases(1_000),
  );
});
