/** A point on the line: the step, the function there and its slope along the line. */
export interface Point {
  readonly at: number;
  readonly value: number;
  readonly slope: number;
}

/** Settings of {@link strongWolfe}; 0 < decrease < curvature < 1. */
export interface LineSearchOptions {
  /** c1: share of the decrease that the slope promises. Default 1e-4. */
  readonly decrease?: number;
  /** c2: share of the slope that may be left. Default 0.9. */
  readonly curvature?: number;
  /** By how much values may be wrong; where they differ by less, slopes decide. Default 0. */
  readonly noise?: number;
  /** Points at most, the first one with them. Default 25. */
  readonly trials?: number;
}

/** What a line search ended with. */
export interface LineSearch {
  /** The point, or the best one where none was found: then `start`, if no other was lower. */
  readonly point: Point;
  /** Whether the strong Wolfe conditions hold there, within the noise. */
  readonly satisfied: boolean;
  readonly trials: number;
}

type Settings = Required<LineSearchOptions>;

/**
 * A step that satisfies the strong Wolfe conditions f(t) <= f(0) + c1 t f'(0) and |f'(t)| <= c2 |f'(0)|: Nocedal and
 * Wright, Numerical Optimization, 2nd edition, algorithms 3.5 and 3.6, with cubic interpolation (equation 3.59). A
 * value that is no number is too high.
 * @param start at 0, with a negative slope; @param first the point to begin with, at a positive step
 * @param evaluate the function at another step
 */
export async function strongWolfe(
  start: Point,
  first: Point,
  evaluate: (at: number) => Promise<Point>,
  options: LineSearchOptions = {},
): Promise<LineSearch> {
  const settings = { decrease: 1e-4, curvature: 0.9, noise: 0, trials: 25, ...options };
  const tests = testsOf(start, settings);
  let before = start;
  let now = first;
  for (let trials = 1; ; trials++) {
    if (tests.tooHigh(now) || (trials > 1 && tests.notBelow(now, before))) {
      return zoom(before, now, trials, tests, evaluate, settings.trials);
    }
    if (tests.flat(now)) return { point: now, satisfied: true, trials };
    if (now.slope >= 0) return zoom(now, before, trials, tests, evaluate, settings.trials);
    if (trials >= settings.trials) return { point: now, satisfied: false, trials };
    const next = clamp(cubicMinimum(before, now), 2 * now.at, 4 * now.at);
    before = now;
    now = await evaluate(next);
  }
}

interface Tests {
  /** Breaks the first condition, or is no number. */
  tooHigh(point: Point): boolean;
  /** Is not lower than the other. */
  notBelow(point: Point, other: Point): boolean;
  /** Satisfies the second condition. */
  flat(point: Point): boolean;
}

function testsOf(start: Point, { decrease, curvature, noise }: Settings): Tests {
  return {
    tooHigh: ({ at, value }) => !(value <= start.value + decrease * at * start.slope + noise),
    notBelow: ({ value }, other) => !(value < other.value + noise),
    flat: ({ slope }) => Math.abs(slope) <= -curvature * start.slope,
  };
}

/** Algorithm 3.6; `low` satisfies the first condition, and the interval holds a point that satisfies both. */
async function zoom(
  low: Point,
  high: Point,
  done: number,
  tests: Tests,
  evaluate: (at: number) => Promise<Point>,
  most: number,
): Promise<LineSearch> {
  let trials = done;
  for (; trials < most; trials++) {
    const next = inside(low, high);
    if (next === low.at || next === high.at) break;
    const now = await evaluate(next);
    if (tests.tooHigh(now) || tests.notBelow(now, low)) {
      high = now;
      continue;
    }
    if (tests.flat(now)) return { point: now, satisfied: true, trials: trials + 1 };
    if (now.slope * (high.at - low.at) >= 0) high = low;
    low = now;
  }
  return { point: low, satisfied: false, trials };
}

/** The cubic's minimum, but no nearer to either end than a tenth of the interval; its middle where there is none. */
function inside(low: Point, high: Point): number {
  const [left, right] = [Math.min(low.at, high.at), Math.max(low.at, high.at)];
  const margin = (right - left) / 10;
  const cubic = cubicMinimum(low, high);
  return Number.isFinite(cubic) ? clamp(cubic, left + margin, right - margin) : (left + right) / 2;
}

/** Where the cubic through two points and their slopes is least (equation 3.59); NaN where it has no minimum. */
function cubicMinimum(a: Point, b: Point): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.at - b.at);
  const d2 = Math.sign(b.at - a.at) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.at - ((b.at - a.at) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}

/** `value` within bounds; the upper one where it is no number. */
function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : most;
}
