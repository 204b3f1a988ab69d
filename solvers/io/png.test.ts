import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writePng } from './png';

describe('PNG', () => {
  it('is read back pixel by pixel by the rules of the format, checksums and all', () => {
    const [width, height] = [7, 5];
    const rgb = Uint8Array.from({ length: 3 * width * height }, (_, k) => (k * 37) % 256);
    const bytes = writePng(width, height, rgb);
    expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    const view = new DataView(bytes.buffer);
    const parts = new Map<string, Uint8Array>();
    for (let at = 8; at < bytes.length; ) {
      const length = view.getUint32(at);
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      parts.set(name, bytes.subarray(at + 8, at + 8 + length));
      expect(view.getUint32(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)));
      at += 12 + length;
    }
    expect([...parts.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([...parts.get('IHDR')!]).toEqual([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
    const lines = inflateSync(parts.get('IDAT')!);
    const rows = Array.from({ length: height }, (_, y) =>
      lines.subarray(y * (3 * width + 1), (y + 1) * (3 * width + 1)),
    );
    expect(rows.every((row) => row[0] === 0)).toBe(true);
    expect(rows.flatMap((row) => [...row.subarray(1)])).toEqual([...rgb]);
  });

  it('refuses pixels that do not fill it', () => {
    expect(() => writePng(2, 2, new Uint8Array(11))).toThrow(/11 bytes do not fill 2 x 2/);
  });
});
