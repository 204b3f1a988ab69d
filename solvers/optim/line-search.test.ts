import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Point, strongWolfe } from './line-search';

type Curve = (t: number) => readonly [value: number, slope: number];

/** Smooth functions of the step that fall at 0 and are bounded below. */
const curves: fc.Arbitrary<Curve> = fc
  .record({
    scale: fc.double({ min: -3, max: 3, noNaN: true }),
    wave: fc.double({ min: 0, max: 3, noNaN: true }),
    frequency: fc.double({ min: 0.2, max: 6, noNaN: true }),
    shift: fc.double({ min: 0.05, max: 6, noNaN: true }),
    quartic: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ scale, wave, frequency, shift, quartic }): Curve => {
    const s = 10 ** scale;
    return (at) => {
      const t = at / s;
      const [a, b] = [t - shift, frequency * t];
      // The wave is made level at 0, so that the whole falls there.
      const value = a * a + quartic * a ** 4 + wave * (1 - Math.cos(b));
      return [value, (2 * a + 4 * quartic * a ** 3 + wave * frequency * Math.sin(b)) / s];
    };
  });

function counted(curve: Curve) {
  let calls = 0;
  const point = (at: number): Point => {
    const [value, slope] = curve(at);
    calls++;
    return { at, value, slope };
  };
  return { point, evaluate: async (at: number) => point(at), calls: () => calls };
}

describe('strong Wolfe line search', () => {
  it('ends where both conditions hold', async () => {
    const settings = fc.constantFrom([1e-4, 0.9], [1e-4, 0.1], [0.1, 0.3], [1e-3, 0.02]);
    await fc.assert(
      fc.asyncProperty(
        curves,
        settings,
        fc.double({ min: -3, max: 3, noNaN: true }),
        async (curve, [decrease, curvature], guess) => {
          const { point, evaluate, calls } = counted(curve);
          const start = point(0);
          const options = { decrease, curvature, trials: 60 };
          const found = await strongWolfe(start, point(10 ** guess), evaluate, options);
          expect(found.satisfied).toBe(true);
          const { at, value, slope } = found.point;
          expect([value, slope]).toEqual([...curve(at)]);
          expect(value).toBeLessThanOrEqual(start.value + decrease * at * start.slope);
          expect(Math.abs(slope)).toBeLessThanOrEqual(curvature * Math.abs(start.slope));
          expect(calls()).toBe(found.trials + 1);
        },
      ),
      { numRuns: 300, seed: 6 },
    );
  });

  it('takes the first point where it will do: the exact minimum of a parabola', async () => {
    const { point, evaluate, calls } = counted((t) => [(t - 1) ** 2, 2 * (t - 1)]);
    const found = await strongWolfe(point(0), point(1), evaluate);
    expect(found.point.at).toBe(1);
    expect(calls()).toBe(2);
  });

  it('finds the minimum of a cubic in one step of interpolation', async () => {
    const { point, evaluate } = counted((t) => [t ** 3 - 3 * t, 3 * t * t - 3]);
    const found = await strongWolfe(point(0), point(1.9), evaluate, { curvature: 1e-6 });
    expect(found.point.at).toBeCloseTo(1, 12);
    expect(found.trials).toBe(2);
  });

  it('comes back from where the function is no number', async () => {
    const { point, evaluate } = counted((t) => [t - Math.log(t + 0.1) * 2, 1 - 2 / (t + 0.1)]);
    const wild = (at: number): Point => (at > 3 ? { at, value: Number.NaN, slope: Number.NaN } : point(at));
    const found = await strongWolfe(point(0), wild(1000), async (at) => (at > 3 ? wild(at) : evaluate(at)));
    expect(found.satisfied).toBe(true);
    expect(found.point.at).toBeLessThan(3);
  });

  it('says so where nothing is lower, and where the function has no bottom', async () => {
    const up = counted((t) => [t, -1]);
    const none = await strongWolfe(up.point(0), up.point(1), up.evaluate);
    expect([none.satisfied, none.point.at]).toEqual([false, 0]);
    const down = counted((t) => [-t, -1]);
    const far = await strongWolfe(down.point(0), down.point(1), down.evaluate, { trials: 5 });
    expect([far.satisfied, far.trials]).toEqual([false, 5]);
  });

  it('lets slopes decide where values differ by noise only', async () => {
    const curve: Curve = (t) => [1e8 + Math.round((t - 1) ** 2), 2 * (t - 1)];
    const { point, evaluate } = counted(curve);
    const found = await strongWolfe(point(0), point(0.5), evaluate, { curvature: 0.1, noise: 2 });
    expect(found.satisfied).toBe(true);
    expect(Math.abs(found.point.at - 1)).toBeLessThanOrEqual(0.1);
  });
});
