import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../base/result';
import { formulas } from './formulas.testing';
import { type Classification, classify, type Interval, normalForm, parseEquation, type Scope } from './index';

const SCOPE: Scope = {
  unknowns: ['u', 'v', 'w', 'p', 'h'],
  coordinates: ['x', 'y', 'z', 't'],
  parameters: ['nu', 'c', 'k', 'D', 'g', 'm'],
};

const KNOWN = new Map<string, Interval>([
  ['nu', [0.001, 0.1]],
  ['c', [1, 2]],
  ['D', [0.5, 0.5]],
  ['g', [9.81, 9.81]],
  ['k', [-1, 1]],
]);

function kind(text: string, known: ReadonlyMap<string, Interval> = KNOWN): Classification {
  return classify(
    text.split(';').map((equation) => normalForm(parseEquation(equation), SCOPE)),
    SCOPE,
    known,
  );
}

describe('classify', () => {
  it.each([
    // name, equation, order, order in time, linearity, type
    ['Poisson', 'lap(u) = x', 2, 0, 'linear', 'elliptic'],
    ['Poisson in one dimension', '-u_xx = sin(pi*x)', 2, 0, 'linear', 'elliptic'],
    ['Helmholtz', 'lap(u) + c^2*u = 0', 2, 0, 'linear', 'elliptic'],
    ['anisotropic, rotated', '2*u_xx + 2*u_xy + u_yy = 0', 2, 0, 'linear', 'elliptic'],
    ['Liouville', 'lap(u) = exp(u)', 2, 0, 'semilinear', 'elliptic'],
    ['conductivity', 'div((1 + u^2)*grad(u)) = 0', 2, 0, 'quasilinear', 'elliptic'],
    ['minimal surface', '(1 + u_y^2)*u_xx - 2*u_x*u_y*u_xy + (1 + u_x^2)*u_yy = 0', 2, 0, 'quasilinear', 'unknown'],
    ['Monge-Ampère', 'u_xx*u_yy - u_xy^2 = 1', 2, 0, 'nonlinear', 'unknown'],
    ['biharmonic', 'lap(lap(u)) = 1', 4, 0, 'linear', 'elliptic'],
    ['Tricomi', 'u_xx + k*u_yy = 0', 2, 0, 'linear', 'unknown'],
    ['Tricomi above', 'u_xx + c*u_yy = 0', 2, 0, 'linear', 'elliptic'],
    ['wave with space as time', 'u_xx - c*u_yy = 0', 2, 0, 'linear', 'hyperbolic'],
    ['boundary layer', 'u_x = nu*u_yy', 2, 0, 'linear', 'parabolic'],
    ['transport', 'u_t + k*u_x = 0', 1, 1, 'linear', 'hyperbolic'],
    ['steady transport', 'y*u_x - x*u_y = 0', 1, 0, 'linear', 'hyperbolic'],
    ['Burgers without viscosity', 'u_t + u*u_x = 0', 1, 1, 'quasilinear', 'hyperbolic'],
    ['eikonal', 'u_x^2 + u_y^2 = 1', 1, 0, 'nonlinear', 'hyperbolic'],
    ['heat', 'u_t = nu*lap(u)', 2, 1, 'linear', 'parabolic'],
    ['Burgers', 'u_t + u*u_x = 0.01/pi*u_xx', 2, 1, 'semilinear', 'parabolic'],
    ['Allen-Cahn', 'u_t = 0.0001*u_xx + 5*u - 5*u^3', 2, 1, 'semilinear', 'parabolic'],
    ['sorption', '(1 + exp(u))*u_t = D*u_xx', 2, 1, 'quasilinear', 'parabolic'],
    ['nonlinear diffusion', 'u_t = u_xx^3 + u_xx', 2, 1, 'nonlinear', 'parabolic'],
    ['porous medium', 'u_t = lap(u^2)', 2, 1, 'quasilinear', 'unknown'],
    ['diffusion across the flow alone', 'u_t + u_x = nu*u_yy', 2, 1, 'linear', 'unknown'],
    ['Swift-Hohenberg', 'u_t = nu*u - u - 2*lap(u) - lap(lap(u)) + u^2', 4, 1, 'semilinear', 'parabolic'],
    ['Kuramoto-Sivashinsky', 'u_t + u*u_x + u_xx + u_xxxx = 0', 4, 1, 'semilinear', 'parabolic'],
    ['Cahn-Hilliard', 'u_t = lap(u^3 - u - nu*lap(u))', 4, 1, 'semilinear', 'parabolic'],
    ['wave', 'u_tt = c^2*lap(u)', 2, 2, 'linear', 'hyperbolic'],
    ['damped wave', 'u_tt + k*u_t = c^2*u_xx', 2, 2, 'linear', 'hyperbolic'],
    ['sine-Gordon', 'u_tt - u_xx + sin(u) = 0', 2, 2, 'semilinear', 'hyperbolic'],
    ['sine-Gordon along the light', 'u_xt = sin(u)', 2, 1, 'semilinear', 'hyperbolic'],
    ['wave in a wind', 'u_tt + k*u_xt = c*u_xx', 2, 2, 'linear', 'hyperbolic'],
    ['Laplace in time', 'u_tt + u_xx = 0', 2, 2, 'linear', 'elliptic'],
    ['ultrahyperbolic', 'u_xx + u_yy - u_zz - u_tt = 0', 2, 2, 'linear', 'unknown'],
    ['time in space', 'u_tt + u_xx - u_yy = 0', 2, 2, 'linear', 'unknown'],
    ['beam', 'u_tt + u_xxxx = 0', 4, 2, 'linear', 'dispersive'],
    ['bad Boussinesq', 'u_tt = u_xx + u_xxxx', 4, 2, 'linear', 'unknown'],
    ['Korteweg-de Vries', 'u_t + 6*u*u_x + u_xxx = 0', 3, 1, 'semilinear', 'dispersive'],
    ['Korteweg-de Vries-Burgers', 'u_t + u*u_x + u_xxx = nu*u_xx', 3, 1, 'semilinear', 'dispersive'],
    ['Zakharov-Kuznetsov', 'u_t + u*u_x + u_xxx + u_xyy = 0', 3, 1, 'semilinear', 'dispersive'],
    ['dispersion that grows', 'u_t + u_xxx + nu*u_xx = 0', 3, 1, 'linear', 'unknown'],
    ['Benjamin-Bona-Mahony', 'u_t + u_x + u*u_x - u_xxt = 0', 3, 1, 'semilinear', 'unknown'],
    ['strongly damped wave', 'u_tt = u_xx + u_xxt', 3, 2, 'linear', 'unknown'],
    ['ordinary', 'u_t = -u', 1, 1, 'linear', 'unknown'],
    ['ordinary in space', 'u_x = -u', 1, 0, 'linear', 'unknown'],
    ['algebraic', 'u^2 = x', 0, 0, 'nonlinear', 'unknown'],
    ['jump', 'u_t = sign(u_xx)', 2, 1, 'nonlinear', 'unknown'],
    ['third order in time', 'u_ttt = u_xx', 3, 3, 'linear', 'unknown'],
  ])('%s', (_, text, order, timeOrder, linearity, type) => {
    expect(kind(text)).toMatchObject({ order, timeOrder, linearity, type });
  });

  it.each([
    ['Gray-Scott', 'u_t = D*lap(u) - u*v^2 + 1 - u; v_t = D/2*lap(v) + u*v^2 - c*v', 'semilinear', 'parabolic'],
    ['drift of each other', 'u_t = u_xx + v_x; v_t = v_xx - u_y', 'linear', 'parabolic'],
    ['chemotaxis', 'u_t = lap(u) - div(u*grad(v)); v_t = lap(v) + u - v', 'quasilinear', 'unknown'],
    ['an immobile species', 'u_t = D*u_xx - u*v; v_t = u - v', 'semilinear', 'unknown'],
    ['Schrödinger', 'u_t = -0.5*v_xx - (u^2 + v^2)*v; v_t = 0.5*u_xx + (u^2 + v^2)*u', 'semilinear', 'dispersive'],
    ['Schrödinger in the plane', 'u_t = -lap(v); v_t = lap(u)', 'linear', 'dispersive'],
    ['a pair that grows', 'u_t = v_xx; v_t = u_xx', 'linear', 'unknown'],
    ['wave in two steps', 'u_t = v; v_t = c^2*lap(u)', 'linear', 'hyperbolic'],
    ['beam in two steps', 'u_t = v; v_t = -u_xxxx', 'linear', 'dispersive'],
    ['Laplace in two steps', 'u_t = v; v_t = -u_xx', 'linear', 'unknown'],
    ['acoustics', 'p_t + c*(u_x + v_y) = 0; u_t + p_x/D = 0; v_t + p_y/D = 0', 'linear', 'hyperbolic'],
    ['Maxwell in the plane', 'u_t = w_y; v_t = -w_x; c*w_t = u_y - v_x', 'linear', 'hyperbolic'],
    ['Cauchy-Riemann', 'u_t = v_x; v_t = -u_x', 'linear', 'unknown'],
    ['coupled waves', 'u_tt = lap(u) + v; v_tt = c*lap(v) - u', 'linear', 'hyperbolic'],
    ['elastic', 'lap(u) + c*(u_xx + v_xy) = 0; lap(v) + c*(u_xy + v_yy) = 0', 'linear', 'unknown'],
    ['elliptic pair', 'lap(u) = v; lap(v) = u^3 + u_x', 'semilinear', 'elliptic'],
    [
      'flow',
      'u_t + u*u_x + v*u_y = -p_x + nu*lap(u); v_t + u*v_x + v*v_y = -p_y + nu*lap(v); u_x + v_y = 0',
      'semilinear',
      'unknown',
    ],
    ['predator and prey', 'u_t = u - u*v; v_t = u*v - v', 'semilinear', 'unknown'],
    ['nonlinear acoustics', '(2 + sin(p))*p_t + u_x + k*p_x = 0; u_t + p_x + k*u_x = 0', 'quasilinear', 'hyperbolic'],
    ['too few', 'u_t = v_xx', 'linear', 'unknown'],
    ['twice', 'u_t = v_x; u_t = v', 'linear', 'unknown'],
  ])('system: %s', (_, text, linearity, type) => {
    expect(kind(text)).toMatchObject({ linearity, type });
  });

  it('tells shallow water by its depth', () => {
    const text = 'h_t + (h*u)_x = 0'.replace('(h*u)_x', 'h*u_x + u*h_x');
    const water = `${text}; u_t + u*u_x + g*h_x = 0`;
    expect(kind(water)).toMatchObject({
      type: 'unknown',
      reason: 'it is hyperbolic where h/g is positive, which is not known',
    });
    expect(kind(water, new Map([...KNOWN, ['h', [0.1, 2]]]))).toMatchObject({
      type: 'hyperbolic',
      linearity: 'quasilinear',
    });
  });

  it.each([
    ['u_t = m*u_xx', 'the sign of `-m` before u_xx is not known: give its names a value or range of one sign'],
    ['u_t = lap(u^2)', 'the sign of `-2*u` before u_xx, `-2*u` before u_yy, `-2*u` before u_zz is not known'],
    ['u_t = -u_xx', 'the wrong one: it is ill-posed forwards in time'],
    ['u_tt + u_xx = 0', 'elliptic in space and time, so it is ill-posed forwards in time'],
    ['u_t + u_x = nu*u_yy', 'its derivatives of order 2 do not act in every direction with one sign'],
    ['u_t - u_xxt = u_x', 'u_xxt derives by space and time at once'],
    ['u_x + v_y = 0; u_t = v_xx', 'equation 1 has no derivatives by time: it constrains the others'],
    ['u_t = v_x', 'the number of equations, 1, is not that of unknowns, 2'],
    [
      'u_t = D*u_xx; v_t = u - v',
      'equation 1 is parabolic by itself; equation 2 by itself: it has no derivatives in space',
    ],
  ])('%s: says why', (text, reason) => {
    expect(kind(text).reason).toContain(reason);
  });

  it('holds for the whole range of a parameter, not only for its value', () => {
    const at = (low: number, high: number) => kind('u_t = m*u_xx', new Map([['m', [low, high]]])).type;
    expect([at(0.1, 1), at(0, 1), at(-1, 1)]).toEqual(['parabolic', 'unknown', 'unknown']);
    expect(kind('u_t + u_x = m*u_xx', new Map([['m', [0, 0]]])).type).toBe('hyperbolic');
  });

  it('has an answer for every formula whose derivatives are not too large', () => {
    const scope: Scope = { unknowns: ['u'], coordinates: ['x', 'y'], parameters: ['nu', 'k_f', 'Re'] };
    let answered = 0;
    fc.assert(
      fc.property(formulas(), (expr) => {
        try {
          const { order, type, reason } = classify([expr], scope);
          answered++;
          expect(reason).not.toBe('');
          // With one coordinate derived by, a second-order equation is elliptic where it is anything.
          expect(order === 2 ? ['elliptic', 'unknown'] : ['unknown']).toContain(type);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      { numRuns: 500, seed: 11 },
    );
    expect(answered).toBeGreaterThan(450);
  });
});
