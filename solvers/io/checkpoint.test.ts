import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cases } from '../../tests/fuzz';
import { Failure } from '../base/result';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint';

const sample: Checkpoint = {
  about: { scene: '{"id":"é"}', weights: 'scratch' },
  counter: 7,
  state: {
    method: 'pinn',
    numbers: { damping: 0.1, loss: Number.NaN, never: Number.POSITIVE_INFINITY, zero: -0 },
    arrays: { w: Float64Array.of(1, -2).buffer, odd: Uint8Array.of(1, 2, 3).buffer, empty: new ArrayBuffer(0) },
  },
};

test('a checkpoint comes back bit by bit, from wherever it lies in memory', async () => {
  const bytes = await writeCheckpoint(sample);
  expect(await readCheckpoint(bytes)).toEqual(sample);
  expect(await readCheckpoint(Buffer.concat([Buffer.from([0]), bytes]).subarray(1))).toEqual(sample);
});

test('one that was cut or changed anywhere is refused', async () => {
  const whole = await writeCheckpoint(sample);
  for (let k = 0; k < whole.length; k++) {
    const changed = whole.slice();
    changed[k] = changed[k]! ^ (1 << (k % 8));
    await expect(readCheckpoint(changed, 'a.ckpt'), `byte ${k}`).rejects.toThrow(
      /^a\.ckpt (is no|has version|is damaged)/,
    );
    await expect(readCheckpoint(whole.subarray(0, k))).rejects.toThrow(Failure);
  }
  const longer = new Uint8Array(whole.length + 1);
  longer.set(whole);
  await expect(readCheckpoint(longer)).rejects.toThrow(/damaged/);
});

test('one with a true hash over a lying header is read or refused, never anything else', async () => {
  const piece = fc.constantFrom(
    ...'{ } [ ] : , "about" "counter" "method" "numbers" "arrays" "bytes" "a" "__proto__" 1 -1 0.5 8 1e300'.split(' '),
  );
  const header = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc
      .record({ numbers: fc.array(fc.string()), arrays: fc.array(fc.string()), bytes: fc.array(fc.integer()) })
      .map((own) => JSON.stringify({ about: {}, counter: 1, method: 'x', ...own })),
  );
  await fc.assert(
    fc.asyncProperty(header, fc.nat(40), async (text, data) => {
      const head = new TextEncoder().encode(text);
      const file = new Uint8Array(44 + head.length + data);
      file.set(new TextEncoder().encode('nablab\0'));
      file[7] = 1;
      new DataView(file.buffer).setUint32(40, head.length, true);
      file.set(head, 44);
      file.set(new Uint8Array(await crypto.subtle.digest('SHA-256', file.subarray(40))), 8);
      try {
        const { state } = await readCheckpoint(file);
        expect(Object.getPrototypeOf(state.arrays)).toBe(Object.prototype);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        expect((error as Error).message).not.toMatch(/damaged/);
      }
    }),
    cases(1_000),
  );
});
