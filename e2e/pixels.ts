import type { Browser, Locator } from 'playwright-core';

/** What can be said of a screenshot without an opinion. */
export interface Look {
  /** Different colours among the pixels, each channel cut to 4 bits. */
  readonly colours: number;
  /** Share of the pixels that differ visibly from the screenshot before; 1 without one. */
  readonly changed: number;
}

/** Looks at a sequence of screenshots of one element. */
export class Pixels {
  readonly #browser: Browser;
  #last: string | null = null;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async look(element: Locator): Promise<Look> {
    const shot = (await element.screenshot()).toString('base64');
    const page = await this.#browser.newPage();
    try {
      return await page.evaluate(compare, [shot, this.#last] as const);
    } finally {
      this.#last = shot;
      await page.close();
    }
  }
}

/** In a page, which can decode PNG. */
async function compare([shot, last]: readonly [string, string | null]): Promise<Look> {
  const decode = async (text: string): Promise<Uint8ClampedArray> => {
    const image = new Image();
    image.src = `data:image/png;base64,${text}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  };
  const now = await decode(shot);
  const before = last === null ? null : await decode(last);
  const colours = new Set<number>();
  let changed = 0;
  for (let k = 0; k < now.length; k += 4) {
    colours.add(((now[k]! >> 4) << 8) | ((now[k + 1]! >> 4) << 4) | (now[k + 2]! >> 4));
    const difference = [0, 1, 2].map((c) => Math.abs(now[k + c]! - (before?.[k + c] ?? 1000)));
    if (Math.max(...difference) > 12) changed++;
  }
  return { colours: colours.size, changed: changed / (now.length / 4) };
}
