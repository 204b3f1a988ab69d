import { describe, expect, it } from 'vitest';
import { modelOf } from './choose';
import { inF64, observedOrder, relativeL2, type Typed, typed } from './evolve.testing';

const [LEFT, RIGHT] = ['min', 'max'] as const;

describe('intervals with conditions at the ends, in f64', () => {
  /** Errors at t = 1 of steps that are halved, against an exact solution. */
  const errorsOf = (problem: Typed, exact: (x: number, t: number) => number, counts: readonly number[]): number[] => {
    const spec = typed(problem);
    const model = modelOf(spec);
    const wanted = model.positions[0].at.map((x) => exact(x, 1));
    return counts.map((steps) => relativeL2(inF64(model, spec, 1 / steps, steps).get('u')!, wanted));
  };
  const fisher = (x: number, t: number) => (1 + Math.exp((x - (5 * t) / Math.sqrt(6)) / Math.sqrt(6))) ** -2;
  const front = '(1 + exp((x - 5*t/sqrt(6))/sqrt(6)))^-2';

  it.each([
    [
      'heat, a value and a mixed condition that move',
      {
        text: 'u_t = u_xx + cos(t)*sin(x) + sin(t)*sin(x)',
        axes: [['x', 0, 2, 16]],
        initial: { u: '1 + x' },
        conditions: [
          ['x', LEFT, 'u', { u: '1' }, '1'],
          ['x', RIGHT, 'u', { u: '1', u_x: '2' }, '5 + sin(t)*(sin(2) + 2*cos(2))'],
        ],
      },
      (x: number, t: number) => 1 + x + Math.sin(t) * Math.sin(x),
      3.75,
    ],
    [
      'a front that runs through slopes that are given',
      {
        text: 'u_t = u_xx + u*(1 - u)',
        axes: [['x', 0, 1, 16]],
        initial: { u: front.replaceAll('5*t', '0') },
        conditions: [
          ['x', LEFT, 'u', { u_x: '1' }, '-2*exp(-5*t/6)/sqrt(6)*(1 + exp(-5*t/6))^-3'],
          ['x', RIGHT, 'u', { u: '1' }, '(1 + exp(1/sqrt(6) - 5*t/6))^-2'],
        ],
      },
      fisher,
      // Where the rest does not vanish at slopes that are given, or has slopes itself, half an order is lost.
      3.25,
    ],
    [
      'heat between values that move fast',
      {
        text: 'u_t = u_xx + (3*cos(3*t) + sin(3*t))*sin(x + 1)',
        axes: [['x', 0, 1, 16]],
        initial: { u: '0' },
        conditions: [
          ['x', LEFT, 'u', { u: '1' }, 'sin(3*t)*sin(1)'],
          ['x', RIGHT, 'u', { u: '1' }, 'sin(3*t)*sin(2)'],
        ],
      },
      (x: number, t: number) => Math.sin(3 * t) * Math.sin(x + 1),
      3.75,
    ],
    [
      'a viscous shock between values that move',
      {
        text: 'u_t + u*u_x = 0.5*u_xx',
        axes: [['x', 0, 1, 24]],
        initial: { u: '1 - tanh(x)' },
        conditions: [
          ['x', LEFT, 'u', { u: '1' }, '1 - tanh(-t)'],
          ['x', RIGHT, 'u', { u: '1' }, '1 - tanh(1 - t)'],
        ],
      },
      (x: number, t: number) => 1 - Math.tanh(x - t),
      3.25,
    ],
  ] satisfies [string, Typed, (x: number, t: number) => number, number][])(
    '%s: the order in time',
    (_, problem, exact, order) => {
      const errors = errorsOf(problem, exact, [8, 16, 32]);
      expect(observedOrder(errors, 1e-12)).toBeGreaterThan(order);
    },
  );

  it('does not lift ends that jump in time', () => {
    const conditions = [
      ['x', LEFT, 'u', { u: '1' }, 'where(t < 0.5, 0, 1)'],
      ['x', RIGHT, 'u', { u: '1' }, '0'],
    ] as const;
    const spec = typed({ text: 'u_t = u_xx', axes: [['x', 0, 1, 16]], initial: { u: '0' }, conditions, time: [0, 1] });
    const model = modelOf(spec);
    // Long after the jump, the line between both ends: 1 - x.
    const u = inF64(model, spec, 1 / 16, 80).get('u')!;
    model.positions[0].at.forEach((x, j) => void expect(Math.abs(u[j] - (1 - x))).toBeLessThan(1e-9));
    // Just before it, nothing.
    expect(
      Math.max(
        ...inF64(model, spec, 1 / 16, 7)
          .get('u')!
          .slice(1),
      ),
    ).toBe(0);
  });

  /** The error, by places, of a steady state that is reached long before the end. */
  const steady = (cells: number, start: string, kind: string): number => {
    const spec = typed({
      text: 'u_t = u_xx + 9*sin(3*x)',
      axes: [['x', 0, 1, cells]],
      time: [0, 4],
      initial: { u: start },
      conditions: [
        ['x', LEFT, 'u', { u: '1' }, '1'],
        ['x', RIGHT, 'u', { u: '1', u_x: '1' }, '3 + sin(3) + 3*cos(3)'],
      ],
    });
    const model = modelOf(spec);
    expect(model.title).toContain(kind);
    return relativeL2(
      inF64(model, spec, 0.5, 40).get('u')!,
      model.positions[0].at.map((x) => 1 + x + Math.sin(3 * x)),
    );
  };

  it('differences are of fourth order in space', () => {
    const errors = [10, 20, 40].map((cells) => steady(cells, '0', 'differences'));
    expect(observedOrder(errors, 1e-12)).toBeGreaterThan(3.75);
  });

  it('Chebyshev points gain digits in proportion to their number', () => {
    const [a, b, c] = [5, 8, 11].map((cells) => steady(cells, '1 + x', 'Chebyshev'));
    // Three more coefficients of sin(3x) on [0, 1], the last of n some (3/4)^n / n!: 800 times less from 5, 2300 from 8.
    expect(a / b).toBeGreaterThan(800 / 4);
    expect(b / c).toBeGreaterThan(2300 / 10);
  });

  it('takes differences where the start jumps at an end, and stays between the values', () => {
    const spec = typed({
      text: 'u_t = u_xx',
      axes: [['x', 0, 1, 40]],
      initial: { u: '0*x' },
      conditions: [
        ['x', 'min', 'u', { u: '1' }, '1'],
        ['x', 'max', 'u', { u: '1' }, '0'],
      ],
    });
    const model = modelOf(spec);
    expect(model.title).toContain('differences');
    const u = inF64(model, spec, 0.01, 1).get('u')!;
    // erfc(x / (2 sqrt(t))) at x = 0.1 and t = 0.01, whose image at the other end is below 1e-10 here.
    expect(Math.abs(u[4] - 0.4795001222)).toBeLessThan(2e-3);
    for (const value of u) expect(value > -1e-3 && value < 1.001).toBe(true);
  });
});
