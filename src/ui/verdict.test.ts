import { describe, expect, it } from 'vitest';
import type { Race } from '../worker/protocol';
import { verdictOf } from './verdict';

const plain = (text: string) => text.replaceAll('\u202f', ' ');
const side = (title: string, points: readonly (readonly [number, number])[]) => ({
  title,
  effort: points.length > 0 ? { steps: points.length, seconds: points.at(-1)![0], flops: 1e9 } : null,
  seconds: Float64Array.from(points, ([seconds]) => seconds),
  flops: Float64Array.from(points, () => 1e9),
  errors: Float64Array.from(points, ([, error]) => error),
});
const race = (
  network: readonly (readonly [number, number])[],
  multigrid: readonly (readonly [number, number])[],
): Race => ({
  truth: 'exact',
  rivalIsTruth: false,
  answer: side('network', network),
  rival: side('multigrid', multigrid),
});

describe('the verdict', () => {
  it('says how good both are and how much slower the network is', () => {
    const found = verdictOf(
      race(
        [
          [1, 0.4],
          [48, 3e-5],
        ],
        [[0.1, 2e-6]],
      ),
      false,
    );
    expect(plain(found)).toBe('multigrid: 2 × 10⁻⁶ in 100 ms; the network: 3 × 10⁻⁵ after 48 s, 480 times slower');
  });
  it('says when the network was as good, where it became better', () => {
    const found = verdictOf(
      race(
        [
          [1, 0.4],
          [20, 1e-4],
          [48, 3e-5],
        ],
        [[0.1, 2e-4]],
      ),
      false,
    );
    expect(plain(found)).toContain('the network: 3 × 10⁻⁵ after 48 s, as good after 20 s, 200 times slower');
  });
  it('calls a network that is far off still learning, only while it trains', () => {
    const young = race([[12, 0.2]], [[0.1, 2e-6]]);
    expect(plain(verdictOf(young, true))).toMatch(/; still learning: the network: 20 % after 12 s$/);
    expect(verdictOf(young, false)).not.toContain('still learning');
  });
  it('claims no error for an answer that is all there is to measure by', () => {
    const known = { ...race([[30, 4e-4]], []), truth: 'time stepping', rivalIsTruth: true };
    const timed = { ...known, rival: { ...side('time stepping', []), effort: { steps: 9, seconds: 0.5, flops: 1 } } };
    expect(plain(verdictOf(timed, true))).toBe(
      'the network is 4 × 10⁻⁴ from time stepping, which took 500 ms, after 30 s: 60 times slower',
    );
  });
  it('says nothing where nothing was measured', () => {
    expect(verdictOf(null, true)).toBe('');
    expect(verdictOf(race([], []), true)).toBe('');
  });
});
