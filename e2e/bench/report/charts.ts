// Charts as SVG text: drawn by us, so that the report is one file without scripts. Colours come from its style sheet.

/** Text that is safe inside markup. */
export function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const WIDTH = 760;
const LEFT = 210;
const RIGHT = 120;
const ROW = 22;

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Behind the bar, in words. */
  readonly told: string;
  /** Class of its colour: `a`, `b`, `c` or `d`. */
  readonly colour: string;
}

const round = (value: number): string => value.toFixed(1);

/**
 * Horizontal bars, one a line.
 * @param scale linear from 0 in percent, or logarithmic around 1
 * @param mark a line across all bars, with its word
 */
export function barChart(title: string, bars: readonly Bar[], scale: 'linear' | 'log', mark: number): string {
  if (bars.length === 0) return '';
  const height = bars.length * ROW + 34;
  const inner = WIDTH - LEFT - RIGHT;
  const values = [mark, ...bars.map(({ value }) => value)];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [from, to] = scale === 'linear' ? [0, most * 1.02] : [Math.log(least / 1.3), Math.log(most * 1.1)];
  const x = (value: number): number =>
    LEFT + (inner * ((scale === 'log' ? Math.log(value) : value) - from)) / (to - from);
  const start = scale === 'log' ? x(1) : LEFT;
  const lines = bars.map(({ name, value, told, colour }, k) => {
    const y = 8 + k * ROW;
    const end = x(value);
    const [left, wide] = [Math.min(start, end), Math.max(1, Math.abs(end - start))];
    return [
      `<text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${safe(name)}</text>`,
      `<rect class="${colour}" x="${round(left)}" y="${y + 3}" width="${round(wide)}" height="${ROW - 8}" rx="2"/>`,
      `<text class="soft" x="${round(Math.max(start, end) + 6)}" y="${y + 14}">${safe(told)}</text>`,
    ].join('');
  });
  const bottom = bars.length * ROW + 8;
  const ticks = ticksOf(scale, from, to).map(
    (value) =>
      `<line class="grid" x1="${round(x(value))}" x2="${round(x(value))}" y1="4" y2="${bottom}"/>` +
      `<text class="soft" x="${round(x(value))}" y="${bottom + 16}" text-anchor="middle">${scale === 'linear' ? `${Math.round(100 * value)} %` : short(value)}</text>`,
  );
  const line = `<line class="mark" x1="${round(x(mark))}" x2="${round(x(mark))}" y1="4" y2="${bottom}"/>`;
  return svg(title, WIDTH, height, [...ticks, ...lines, line]);
}

function ticksOf(scale: 'linear' | 'log', from: number, to: number): number[] {
  if (scale === 'log') {
    const within = (...steps: number[]): number[] => {
      const all = Array.from({ length: 40 }, (_, k) => steps.map((step) => step * 10 ** (k - 20))).flat();
      return all.filter((value) => Math.log(value) >= from && Math.log(value) <= to);
    };
    const [powers, usual] = [within(1), within(1, 2, 5)];
    if (usual.length > 9) return powers;
    return usual.length > 2 ? usual : within(1, 1.5, 2, 3, 4, 5, 6, 8);
  }
  const step = [0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5].find((one) => to / one <= 8) ?? to / 5;
  return Array.from({ length: Math.floor(to / step) + 1 }, (_, k) => k * step);
}

/** Points of one line of a chart, and its law y = factor x^slope. */
export interface Series {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly law: { readonly slope: number; readonly factor: number } | null;
  readonly colour: string;
}

const [SIDE, TALL, MARGIN] = [370, 240, 44];

/** Points on logarithmic axes with their power laws as lines. */
export function growthChart(title: string, xTitle: string, series: readonly Series[]): string {
  const all = series.flatMap(({ points }) => points);
  if (all.length === 0) return '';
  const range = (k: 0 | 1): [number, number] => {
    const values = all.map((point) => point[k]);
    return [Math.log(Math.min(...values) / 1.4), Math.log(Math.max(...values) * 1.4)];
  };
  const [[x0, x1], [y0, y1]] = [range(0), range(1)];
  const x = (value: number): number => MARGIN + ((SIDE - MARGIN - 14) * (Math.log(value) - x0)) / (x1 - x0);
  const y = (value: number): number => TALL - 40 - ((TALL - 54) * (Math.log(value) - y0)) / (y1 - y0);
  const xs = [...new Set(all.map(([at]) => at))].toSorted((a, b) => a - b);
  const parts = [
    ...ticksOf('log', y0, y1).map(
      (value) =>
        `<line class="grid" x1="${MARGIN}" x2="${SIDE - 14}" y1="${round(y(value))}" y2="${round(y(value))}"/>` +
        `<text class="soft" x="${MARGIN - 6}" y="${round(y(value) + 4)}" text-anchor="end">${short(value)}</text>`,
    ),
    ...xs.map(
      (value) =>
        `<text class="soft" x="${round(x(value))}" y="${TALL - 24}" text-anchor="middle">${short(value)}</text>`,
    ),
    `<text class="soft" x="${SIDE / 2}" y="${TALL - 6}" text-anchor="middle">${safe(xTitle)}</text>`,
    `<text class="soft" x="4" y="11">ms</text>`,
    ...series.map(({ points, law, colour }) => {
      const dots = points.map(([a, b]) => `<circle class="${colour}" cx="${round(x(a))}" cy="${round(y(b))}" r="4"/>`);
      const [first, last] = [points[0]![0], points.at(-1)![0]];
      const at = (value: number): string => `${round(x(value))} ${round(y(law!.factor * value ** law!.slope))}`;
      const path = law ? `<path class="line ${colour}" d="M${at(first)}L${at(last)}"/>` : '';
      return path + dots.join('');
    }),
  ];
  return svg(title, SIDE, TALL, parts);
}

function svg(title: string, width: number, height: number, parts: readonly string[]): string {
  const head = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"`;
  return `${head} aria-label="${safe(title)}">${parts.join('')}</svg>`;
}

function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value >= 1e4 ? `${Number((value / 1e3).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}
