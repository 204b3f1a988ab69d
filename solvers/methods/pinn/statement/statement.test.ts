import { describe, expect, it } from 'vitest';
import { randomNormal, randomUniform } from '../../../base/random';
import { compile, differentiate, parse, toText } from '../../../expr';
import { PROBLEMS, type ProblemText, problemOf } from '../pinn.testing';
import { recipeOf } from '../recipe';
import { ansatzOf } from './ansatz';
import { fadeAt } from './jumps';
import { leibniz, residualOf, valueNames } from './residual';
import { coordinatesOf, scopeOf } from './scope';
import { fadingOf, statementOf } from './statement';

const read = (text: ProblemText) => {
  const problem = problemOf(text);
  return statementOf(problem, recipeOf(problem));
};

describe('an ansatz', () => {
  const square: ProblemText = {
    x: [-0.5, 1],
    y: [0, 2],
    t: [0, 3],
    equations: ['u_t = u_xx + u_yy'],
    // At the corner x = 1, y = 0 the sides disagree.
    sides: { 'x=min': { u: 'y^2' }, 'x=max': { u: '3 + t' }, 'y=min': { u: '2*x + 1' } },
  };

  it('has its values on sides whatever the network says', () => {
    const problem = problemOf(square);
    const agreeing = problemOf({
      ...square,
      sides: { 'x=min': { u: 'y^2' }, 'x=max': { u: '3 + y*t' }, 'y=min': { u: '2*x + 1' } },
    });
    expect(ansatzOf(problem, [[0, 0, 0]], true)[0]).toMatchObject({ sides: false });
    const [own] = ansatzOf(agreeing, [[0, 0, 0]], true);
    expect(own.sides).toBe(true);
    const names = coordinatesOf(agreeing).map(({ name }) => name);
    const [given, factor] = [compile(own.given, names), compile(own.factor, names)];
    for (let k = 0; k < 20; k++) {
      const [x, y, t] = [-0.5 + 1.5 * randomUniform(1, k), 2 * randomUniform(2, k), 3 * randomUniform(3, k)];
      expect(given([-0.5, y, t])).toBeCloseTo(y ** 2, 12);
      expect(given([1, y, t])).toBeCloseTo(3 + y * t, 12);
      expect(given([x, 0, t])).toBeCloseTo(2 * x + 1, 12);
      for (const place of [
        [-0.5, y, t],
        [1, y, t],
        [x, 0, t],
      ])
        expect(factor(place)).toBeCloseTo(0, 12);
      expect(Math.abs(factor([x, y, t]))).toBeGreaterThan(0);
    }
  });

  it('starts with the given value and rate', () => {
    const problem = problemOf({ ...PROBLEMS.wave, initial: { u: 'sin(pi*x)', u_t: 'x*(1 - x)' } });
    const [own] = ansatzOf(problem, [[0, 0]], true);
    expect(own).toMatchObject({ sides: true, start: true });
    const names = ['x', 't', 'c'];
    const given = compile(own.given, names);
    const step = 1e-6;
    for (const x of [0.1, 0.43, 0.8]) {
      expect(given([x, 0, 2])).toBeCloseTo(Math.sin(Math.PI * x), 12);
      expect((given([x, step, 2]) - given([x, 0, 2])) / step).toBeCloseTo(x * (1 - x), 8);
      expect(compile(own.factor, names)([x, step, 2])).toBeLessThan(1e-11);
    }
  });

  it('leaves a start with a kink across a periodic axis to the loss', () => {
    expect(read(PROBLEMS['allen-cahn']).ansatz[0]).toMatchObject({ start: false });
    expect(read(PROBLEMS.kdv).ansatz[0]).toMatchObject({ start: true });
  });
});

describe('a statement', () => {
  it('finds the mirror symmetry of Allen-Cahn, and none in Korteweg-de Vries or an odd start', () => {
    expect(read(PROBLEMS['allen-cahn']).notes).toContainEqual('mirror symmetry in x found and built in');
    for (const text of [PROBLEMS.kdv, { ...PROBLEMS['allen-cahn'], initial: { u: 'sin(pi*x)' } }]) {
      expect(read(text).notes.join()).not.toContain('symmetry');
    }
  });

  it.each([
    ['Burgers', PROBLEMS.burgers, 'sin(pi*(x + 1)/2)', ['mirrored', null]],
    ['the wave equation', { ...PROBLEMS.wave, recipe: {} }, 'sin(pi*x)', ['mirrored', null]],
    [
      'a closed plate that is held at 0 above',
      {
        x: [0, 2],
        y: [-1, 1],
        t: [0, 1],
        equations: ['u_t = u_xx + u_yy - u^3'],
        sides: { 'x=min': { u_x: '0' }, 'x=max': { u_x: '0' }, 'y=min': { u_y: '0' }, 'y=max': { u: '0' } },
        initial: { u: 'cos(pi*x/2)*cos(pi*(y + 1)/4)' },
      },
      'cos(pi/2*(y + 1)/2)',
      ['mirrored', 'mirrored', null],
    ],
  ] as const)('finds that the sides of %s are mirrors', (_, text, wave, kinds) => {
    const { features, ansatz, terms, axes } = read(text);
    const own = axes.map((__, a) => features.find(({ axis }) => axis === a)!.wave);
    expect(own.map((each) => (each === null ? null : 'mirrored'))).toEqual(kinds);
    for (const each of own) if (each) expect(each.kind).toBe('half');
    expect(terms).toHaveLength(1);
    // At the end of time what is multiplied with the network is the wave alone.
    const at = compile(ansatz[0].factor, ['x', 'y', 't']);
    const expected = compile(parse(wave), ['x', 'y', 't']);
    for (const place of [
      [0.3, -0.2, 1],
      [0.9, 0.7, 1],
    ]) {
      expect(at(place)).toBeCloseTo(expected(place), 12);
    }
  });

  it.each([
    ['a force that is not odd', { ...PROBLEMS.helmholtz, equations: ['u_xx + u_yy = exp(x)*sin(pi*y)'] }, ['y']],
    ['a start that bends at its ends', { ...PROBLEMS.burgers, initial: { u: '1 - x^2' } }, []],
    ['a wind', { ...PROBLEMS.burgers, equations: ['u_t + u_x = nu*u_xx'] }, []],
    ['a side that is not at 0', { ...PROBLEMS.helmholtz, sides: { x: { u: 'sin(pi*y)' }, y: { u: '0' } } }, ['y']],
  ] as const)('finds no mirror where there is %s', (_, text, left) => {
    const { features, axes } = read(text);
    const found = axes.filter((__, a) => features.find(({ axis }) => axis === a)!.wave?.kind === 'half');
    expect(found.map(({ name }) => name)).toEqual(left);
  });

  it('lets start at 0 what is not said to start otherwise', () => {
    const { notes, ansatz } = read({ ...PROBLEMS.wave, initial: { u: 'sin(pi*x)' } });
    expect(notes).toContainEqual('u_t: not said, so 0 at the start');
    const rate = differentiate(ansatz[0].given, 't');
    expect(compile(rate, ['x', 't'])([0.3, 0])).toBeCloseTo(0, 12);
  });

  it('knows which unknown is fixed but for a constant', () => {
    expect(read(PROBLEMS.kovasznay).floating).toEqual(['p']);
    expect(read(PROBLEMS.helmholtz).floating).toEqual([]);
  });

  it.each([
    ['no conditions', { ...PROBLEMS.helmholtz, sides: {} }, /nothing is said of u/],
    ['no start', { ...PROBLEMS.burgers, initial: {} }, /nothing is said of u at the start.* what u is at t=0/],
    ['too few equations', { ...PROBLEMS.helmholtz, unknowns: ['u', 'v'] }, /equations: 1 for 2 unknowns/],
    ['unknown settings', { ...PROBLEMS.burgers, recipe: { widht: 3 } }, /recipes.pinn.widht: no such setting/],
    ['settings out of range', { ...PROBLEMS.burgers, recipe: { layers: 0 } }, /choose from 1 to 8/],
  ] as const)('refuses %s by name', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('a cavity', () => {
  const cavity: ProblemText = {
    unknowns: ['u', 'v', 'p'],
    x: [0, 1],
    y: [0, 2],
    t: [0, 9],
    parameters: { Re: 100 },
    equations: [
      'u_t + u*u_x + v*u_y = -p_x + (u_xx + u_yy)/Re',
      'v_t + u*v_x + v*v_y = -p_y + (v_xx + v_yy)/Re + t',
      'u_x + v_y = 0',
    ],
    sides: { x: { u: '0', v: '0' }, 'y=min': { u: '0', v: '0' }, 'y=max': { u: 't/9', v: '0' } },
    initial: { u: '0', v: '0' },
    recipe: { steady: true },
  };

  it('that no longer changes knows no time', () => {
    const { axes, channels, terms, notes } = read(cavity);
    expect(axes.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(channels).toHaveLength(5);
    expect(terms.map(({ name }) => name)).toEqual(['equations', 'x=0', 'x=1', 'y=0', 'y=2']);
    expect(toText(terms[0].residuals[0])).toBe('u*u_x + v*u_y + p_x - (u_xx + u_yy)/Re');
    expect(toText(terms[0].residuals[1])).toContain('9');
    expect(toText(terms[4].residuals[0])).toBe('u - 1');
    expect(notes).toContainEqual('steady: nothing depends on t');
  });

  it('says where its lid and its walls contradict each other: the equations fade there, the angle is known', () => {
    const statement = read(cavity);
    const { jumps, axes, features, terms } = statement;
    expect(jumps.map(({ text }) => text)).toEqual(['u jumps where x=0 and y=2 meet', 'u jumps where x=1 and y=2 meet']);
    expect(fadeAt(jumps, 0.05, axes, [0, 2])).toBe(0);
    // A tenth of the width from one corner, the whole width from the other.
    expect(fadeAt(jumps, 0.05, axes, [0.1, 2])).toBeCloseTo((0.1 / 0.15) * (0.9 / 0.95), 12);
    expect(features.slice(2).map(({ turn }) => turn!.map(({ value }) => value))).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(terms.map((term) => fadingOf(statement, term).length)).toEqual([2, 0, 0, 0, 0]);
    expect(read(PROBLEMS.burgers).jumps).toEqual([]);
    const cold: ProblemText = { ...PROBLEMS.burgers, initial: { u: '1' } };
    // Between a start and a side the angle says nothing.
    const cooling = read(cold);
    expect(cooling.features).toHaveLength(2);
    expect(cooling.terms.every((term) => fadingOf(cooling, term).length === 2)).toBe(true);
    expect(cooling.jumps.map(({ text }) => text)).toEqual([
      'u jumps where x=-1 and t=0 meet',
      'u jumps where x=1 and t=0 meet',
    ]);
  });

  it('lets its pressure grow towards the corners as the inverse distance, and nothing else', () => {
    const { ansatz } = read(cavity);
    const [u, , p] = ansatz.map(({ factor }) => compile(factor, ['x', 'y']));
    expect([u([0.3, 1.9]), u([0.01, 1.9])]).toEqual([1, 1]);
    // 0.04 of the box from one corner, fade 0.05; some 1 from the other.
    const own = (0.04 + 0.05) / (0.04 + 0.001);
    const far = Math.hypot(0.96, 0) + 0.001;
    expect(p([0.04, 2])).toBeCloseTo((own * (far + 0.049)) / far, 12);
    expect(p([0, 2])).toBeLessThan(55);
    const closed = read({ ...cavity, sides: { ...cavity.sides, 'y=max': { u: '0', v: '0' } } });
    expect(toText(closed.ansatz[2].factor)).toBe('1');
  });

  it('with a body holds the flow on it, and lets nothing else through', () => {
    const { terms } = read({ ...cavity, bodies: { ball: { distance: 'hypot(x - 0.5, y - 1) - 0.2' } } });
    const ball = terms.find(({ name }) => name === 'ball')!;
    expect(ball.residuals.map(toText)).toEqual(['u', 'v']);
    const heat = read({ ...PROBLEMS.helmholtz, bodies: { wedge: { distance: 'x + 2*y - 1' } } });
    expect(heat.terms.find(({ name }) => name === 'wedge')!.residuals.map(toText)).toEqual(['u_x + 2*u_y']);
  });
});

describe('a residual', () => {
  it('has the derivatives that differences show', () => {
    const problem = problemOf(PROBLEMS.burgers);
    const scope = scopeOf(problem);
    const channels = [
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 0],
    ];
    const formula = parse('u_t + u*u_x - nu*u_xx + u_x^3*exp(x)');
    const { evaluate, partials } = residualOf(formula, scope, channels);
    const names = valueNames(scope, channels);
    expect(names).toEqual(['u', 'u_x', 'u_t', 'u_xx', 'x', 't', 'nu']);
    const values = names.map((_, k) => randomNormal(4, k));
    for (const { slot, evaluate: slope } of partials) {
      const moved = (by: number): number => evaluate(values.with(slot, values[slot] + by));
      expect(slope(values)).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 6);
    }
    expect(partials).toHaveLength(4);
  });

  it('follows the rule of Leibniz', () => {
    const channels = [
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 0],
      [1, 1],
      [2, 1],
    ];
    const rule = leibniz(channels);
    // (fg)_xxt = f_xxt g + f_xx g_t + 2 f_xt g_x + 2 f_x g_xt + f_t g_xx + f g_xxt
    expect(rule[5].map(({ binomial }) => binomial).sort()).toEqual([1, 1, 1, 1, 2, 2]);
    for (const { ofNetwork, ofFactor } of rule[5]) {
      expect(channels[ofNetwork].map((order, axis) => order + channels[ofFactor][axis])).toEqual([2, 1]);
    }
  });
});
