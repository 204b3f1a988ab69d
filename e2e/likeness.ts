import type { Browser } from 'playwright-core';

/** The pixels of a PNG, four bytes each, decoded by a page. */
export async function rgbaOf(browser: Browser, png: Buffer): Promise<Uint8Array> {
  const page = await browser.newPage();
  try {
    const text = await page.evaluate(decodeToBase64, png.toString('base64'));
    return Uint8Array.from(Buffer.from(text, 'base64'));
  } finally {
    await page.close();
  }
}

async function decodeToBase64(png: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
}

/** A pixel differs where its colours are further apart than this part of black and white. */
const VISIBLE = 0.1;

/**
 * Share of the pixels that differ visibly between two pictures of one size: by distance in YIQ, where the eye's
 * tolerance is about even (Kotsarenko and Ramos 2010, "Measuring perceived color difference using YIQ NTSC
 * transmission color space in mobile applications").
 */
export function differing(one: Uint8Array, other: Uint8Array): number {
  let count = 0;
  for (let k = 0; k < one.length; k += 4) {
    const [r, g, b] = [0, 1, 2].map((c) => one[k + c]! - other[k + c]!) as [number, number, number];
    const y = 0.29889531 * r + 0.58662247 * g + 0.11448223 * b;
    const i = 0.59597799 * r - 0.2741761 * g - 0.32180189 * b;
    const q = 0.21147017 * r - 0.52261711 * g + 0.31114694 * b;
    if (0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q > 35215 * VISIBLE ** 2) count++;
  }
  return count / (one.length / 4);
}
