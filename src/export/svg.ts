import { toBase64 } from '../../solvers/io';
import { formatNumber, formatUnit, ticks } from '../ui/format';
import type { Contour } from './contours';
import type { Colours } from './heatmap';

/** One picture of a drawing. */
export interface SvgPanel {
  readonly title: string;
  readonly unit: string;
  /** A PNG that fills the extent. */
  readonly image: Uint8Array;
  /** [xmin, xmax, ymin, ymax]. */
  readonly extent: readonly [number, number, number, number];
  /** Names of the two axes. */
  readonly axes: readonly [string, string];
  readonly contours: readonly Contour[];
  readonly colours: Colours;
}

/** Longer side of a picture, and the least of the shorter one, in SVG units. */
const [LONG, LEAST] = [520, 130] as const;
const MARGIN = { left: 64, right: 92, top: 34, bottom: 50 } as const;
const HEAD = 52;
const BAR = { gap: 16, width: 14, stops: 32 } as const;
const INK = '#1a1c1e';

/**
 * A drawing of fields for print: axes with numbers, contours and colour bars as vectors, the map itself as an image
 * inside. Always dark on white; text stays text.
 * @param heading what is shown
 * @param note when, such as the step and the time
 */
export function writeSvg(heading: string, note: string, panels: readonly SvgPanel[]): string {
  const boxes = panels.map(({ extent }) => boxOf(extent));
  const [width, height] = [Math.max(0, ...boxes.map(([w]) => w)), Math.max(0, ...boxes.map(([, h]) => h))];
  const columns = panels.length > 1 && width < 2.2 * height ? 2 : 1;
  const cell = [width + MARGIN.left + MARGIN.right, height + MARGIN.top + MARGIN.bottom] as const;
  const rows = Math.ceil(panels.length / columns);
  const size = [Math.min(columns, panels.length) * cell[0], HEAD + rows * cell[1]] as const;
  const drawn = panels.map((panel, k) => {
    const at = [(k % columns) * cell[0] + MARGIN.left, HEAD + Math.floor(k / columns) * cell[1] + MARGIN.top] as const;
    return `<g transform="translate(${at.join(' ')})">${panelOf(panel, boxes[k]!, k)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size[0]} ${size[1]}" width="${size[0]}" height="${size[1]}" font-family="system-ui, sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(heading)}</title>`,
    `<rect width="${size[0]}" height="${size[1]}" fill="#fff"/>`,
    text(heading, 20, 30, 'font-size="17" font-weight="600"'),
    text(note, 20, 48, 'fill="#55595e"'),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function boxOf([x0, x1, y0, y1]: SvgPanel['extent']): readonly [number, number] {
  const aspect = (x1 - x0) / (y1 - y0);
  return aspect >= 1
    ? [LONG, Math.max(LEAST, Math.round(LONG / aspect))]
    : [Math.max(LEAST, Math.round(LONG * aspect)), LONG];
}

function panelOf(panel: SvgPanel, [width, height]: readonly [number, number], index: number): string {
  const { extent, title, unit, image, contours, axes } = panel;
  const [x0, x1, y0, y1] = extent;
  const right = (x: number): number => ((x - x0) / (x1 - x0)) * width;
  const down = (y: number): number => height - ((y - y0) / (y1 - y0)) * height;
  const paths = contours.map((contour) => {
    return `<path d="M${contour.map(([x, y]) => `${short(right(x))} ${short(down(y))}`).join('L')}"/>`;
  });
  const marksX = ticks(x0, x1, 5).map(
    (x) => mark(right(x), height, 0, 5) + text(formatNumber(x, 3), right(x), height + 19, 'text-anchor="middle"'),
  );
  const marksY = ticks(y0, y1, 5).map(
    (y) => mark(0, down(y), -5, 0) + text(formatNumber(y, 3), -9, down(y) + 4, 'text-anchor="end"'),
  );
  return [
    text(`${title} (${formatUnit(unit)})`, 0, -12, 'font-weight="500" font-size="14"'),
    `<image width="${width}" height="${height}" preserveAspectRatio="none" href="data:image/png;base64,${toBase64(image)}"/>`,
    `<g class="contours" fill="none" stroke="#000" stroke-opacity="0.55" stroke-width="0.8">${paths.join('')}</g>`,
    `<rect width="${width}" height="${height}" fill="none" stroke="${INK}"/>`,
    `<g class="axes">${marksX.join('')}${marksY.join('')}</g>`,
    text(axes[0], width / 2, height + 38, 'text-anchor="middle" font-style="italic"'),
    text(axes[1], -46, height / 2, `text-anchor="middle" font-style="italic"`),
    bar(panel, width + BAR.gap, height, index),
  ].join('');
}

function bar({ colours: { table, range } }: SvgPanel, x: number, height: number, index: number): string {
  const [low, high] = range;
  const stops = Array.from({ length: BAR.stops + 1 }, (_, k) => {
    const at = 3 * Math.round((255 * k) / BAR.stops);
    return `<stop offset="${k / BAR.stops}" stop-color="rgb(${table[at]},${table[at + 1]},${table[at + 2]})"/>`;
  });
  const marks = ticks(low, high, Math.max(3, height / 60)).map((value) => {
    const y = height - ((value - low) / (high - low)) * height;
    return mark(x + BAR.width, y, 0, 4, true) + text(formatNumber(value, 3), x + BAR.width + 8, y + 4, '');
  });
  return [
    `<linearGradient id="bar${index}" x1="0" y1="1" x2="0" y2="0">${stops.join('')}</linearGradient>`,
    `<rect x="${x}" width="${BAR.width}" height="${height}" fill="url(#bar${index})" stroke="${INK}"/>`,
    `<g class="bar">${marks.join('')}</g>`,
  ].join('');
}

/** A tick at (x, y): across from `from` to `to`, to the side for vertical axes, else down. */
function mark(x: number, y: number, from: number, to: number, sideways = from < 0): string {
  const [x0, x1, y0, y1] = sideways ? [x + from, x + to, y, y] : [x, x, y + from, y + to];
  return `<path d="M${short(x0)} ${short(y0)}L${short(x1)} ${short(y1)}" stroke="${INK}"/>`;
}

function text(words: string, x: number, y: number, more: string): string {
  return `<text x="${short(x)}" y="${short(y)}" ${more}>${escaped(words)}</text>`;
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
