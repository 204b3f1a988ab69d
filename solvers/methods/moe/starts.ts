import { add, constant, div, matmul, mean, mul, type Node, randomNormal, reshape, sqrt, square } from '../../array';
import { Failure } from '../../base/result';
import { compile } from '../../expr';
import type { RandomField } from '../problem';
import type { GridAxis } from './grid';
import type { Statement } from './statement';

/** Modes that are drawn: smaller amplitudes than this share of the largest are left out. */
const FAINT = 1e-4;
const MOST_MODES = 512;

/**
 * Random starts [samples, 1, ..space] of a problem's spectrum, drawn on the device for each step: sums over modes of
 * amplitude (a cos + b sin), a and b standard normal, as evolve draws them; one matrix product.
 * @throws Failure 'bad-input' where too many modes have an amplitude
 */
export function drawnStarts(
  { problem }: Statement,
  { spectrum, mean: middle, rms }: RandomField,
  grid: readonly GridAxis[],
  samples: number,
  seed: number,
  step: Node,
): Node {
  const space = grid.slice(1);
  const names = ['k', ...Object.keys(problem.parameters)];
  const amplitude = compile(spectrum, names);
  const lengths = space.map(({ points, step: width }) => points * width);
  const longest = Math.max(...lengths);
  const modes = halfSpace(space.map(({ points }) => Math.ceil(points / 2) - 1)).map((waves) => {
    const k = Math.hypot(...waves.map((count, a) => (count * longest) / lengths[a]));
    return { waves, size: amplitude([k, ...Object.values(problem.parameters)]) };
  });
  const most = Math.max(...modes.map(({ size }) => Math.abs(size)));
  const kept = modes.filter(({ size }) => Math.abs(size) > FAINT * most);
  if (kept.length > MOST_MODES) {
    throw new Failure('bad-input', `a random start of ${kept.length} modes: take a smoother spectrum`, 'conditions');
  }
  const shape = space.map(({ points }) => points);
  const size = shape.reduce((product, points) => product * points, 1);
  const table = kept.flatMap(({ waves, size: own }) => {
    const wave = (f: (angle: number) => number) =>
      Array.from({ length: size }, (_, place) => own * f(phaseAt(place, shape, waves)));
    return [...wave(Math.cos), ...wave(Math.sin)];
  });
  const numbers = randomNormal([samples, 2 * kept.length], { seed, step });
  const fields = matmul(numbers, constant(table, [2 * kept.length, size], 'modes'));
  const scaled = rms === null ? fields : mul(rms, div(fields, sqrt(reshape(mean(square(fields), [1]), [samples, 1]))));
  return reshape(add(middle, scaled), [samples, 1, ...shape]);
}

/** One of each mode and its mirror image, without the mean: signed counts of waves along each axis. */
function halfSpace(most: readonly number[]): number[][] {
  const all = most.reduce<number[][]>(
    (modes, count) => modes.flatMap((mode) => Array.from({ length: 2 * count + 1 }, (_, k) => [...mode, k - count])),
    [[]],
  );
  return all.filter((waves) => (waves.findLast((count) => count !== 0) ?? 0) > 0);
}

function phaseAt(place: number, shape: readonly number[], waves: readonly number[]): number {
  let [rest, phase] = [place, 0];
  for (let a = shape.length - 1; a >= 0; a--) {
    phase += (waves[a] * (rest % shape[a])) / shape[a];
    rest = Math.floor(rest / shape[a]);
  }
  return 2 * Math.PI * phase;
}
