import { zlibSync } from 'fflate';
import { Failure } from '../base/result';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/**
 * Encodes an image as PNG, 8 bits a channel, no alpha. The same image gives the same bytes (PNG, ISO/IEC 15948).
 * @param rgb row by row from the top, three bytes a pixel
 * @throws Failure `bad-input` where they do not fill the image.
 */
export function writePng(width: number, height: number, rgb: Uint8Array): Uint8Array {
  if (!(width > 0 && height > 0) || rgb.length !== 3 * width * height) {
    throw new Failure('bad-input', `${rgb.length} bytes do not fill ${width} x ${height} pixels.`, 'rgb');
  }
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Depth 8, colour type 2 (RGB), deflate, five filters, not interlaced.
  head.set([8, 2, 0, 0, 0], 8);
  const lines = new Uint8Array(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    lines.set(rgb.subarray(3 * width * y, 3 * width * (y + 1)), y * (1 + 3 * width) + 1);
  }
  const chunks = [chunk('IHDR', head), chunk('IDAT', zlibSync(lines, { level: 6 })), chunk('IEND', new Uint8Array())];
  const bytes = new Uint8Array(SIGNATURE.length + chunks.reduce((sum, { length }) => sum + length, 0));
  bytes.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const part of chunks) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(4, 8 + data.length)) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  view.setUint32(8 + data.length, (crc ^ 0xffffffff) >>> 0);
  return bytes;
}
