import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DIST, sharedStudio } from './studio';

const BUDGET = 350 * 1024;

const stage = sharedStudio();

/*
 * The initial download is all that is asked for before the solver's first step: the page, its scripts and styles, and
 * the worker with the solver. What is loaded beside and after that, by import() or as a picture, does not hold it up:
 * formulas until then stand as text, charts and pictures appear when they can, advice after the first picture. Each file counts with its gzip size.
 */
const LATER = /^assets\/(katex|uplot|stage|painter|colours|Coach)-|\.(woff2|svg|webp|webmanifest)$/;
const WORKER = /^assets\/worker-/;
const DRAWING = /^assets\/(stage|painter)-/;

describe('the first visit', () => {
  it('computes after at most 350 KB, and loads three.js apart from that', () =>
    stage.open({ hash: '' }, async (studio) => {
      await studio.untilDrawn();
      const { served } = stage.site;
      const first = served.filter((path) => !LATER.test(path));
      expect(first.filter((path) => WORKER.test(path))).toHaveLength(1);
      const sizes = first.map((path) => [path, gzipSync(readFileSync(join(DIST, path))).length] as const);
      const total = sizes.reduce((sum, [, size]) => sum + size, 0);
      expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(BUDGET);
      // three.js comes in a file of its own, after the page and the worker that asks for it.
      const drawing = served.findIndex((path) => DRAWING.test(path));
      expect(drawing).toBeGreaterThan(served.findIndex((path) => WORKER.test(path)));
      const three = /WebGPURenderer|BufferGeometry/;
      expect(first.filter((path) => three.test(readFileSync(join(DIST, path), 'utf8')))).toEqual([]);
      expect(served.filter((path) => three.test(readFileSync(join(DIST, path), 'utf8')))).not.toEqual([]);
    }));
});
