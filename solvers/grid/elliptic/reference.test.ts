import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readNpz } from '../../io';
import { discretise, type EllipticProblem, type OfPlace, type Tensor } from './index';
import { errorsOf, everywhere, expectSymmetric, formula, ordersOf } from './manufactured.testing';
import { solveDiscrete } from './solve.testing';

/** Made by other programs in f64: hp finite elements (jump_square), a sparse direct solver (darcy). x fastest. */
const reference = readNpz(new Uint8Array(readFileSync(new URL('./reference.npz', import.meta.url))));
const stored = (name: string): Float64Array => Float64Array.from(reference.get(name)!.data as Float64Array);

interface Case {
  readonly name: string;
  readonly u: string;
  readonly f: string;
  readonly a?: Tensor;
  readonly c?: number;
  readonly low?: number;
  /** Largest errors of a plain finite-volume solve by another program on 65 and 129 nodes a side. */
  readonly errors: readonly [number, number];
}

const JUMP = 10_000;
/** u = phi(x) sin(pi y): phi and a phi' continuous at 1/2, phi = 0 at both ends; the constants by Cramer's rule. */
function strip(): OfPlace {
  const pi = Math.PI;
  const [p, q] = [1, 1 / JUMP].map((inverse) => inverse / pi ** 2);
  const half = Math.exp(-pi / 2);
  // phi = p + A e^(pi (x - 1)) + B e^(-pi x) on the left; q + C e^(pi (x - 1)) + D e^(-pi x) on the right.
  const e1 = Math.exp(-pi);
  // A = (-p - B)/e1; C = -q - D e1: what is left is continuity of phi and of a phi' at 1/2 for B and D.
  const rows = [
    [half - half / e1, -(half - half * e1), q - q * half - p + (p * half) / e1],
    [-half - half / e1, -JUMP * (-half - half * e1), -JUMP * q * half + (p * half) / e1],
  ];
  const [[a, b, r], [c, d, s]] = rows;
  const determinant = a * d - b * c;
  const [B, D] = [(r * d - b * s) / determinant, (a * s - r * c) / determinant];
  const [A, C] = [(-p - B) / e1, -q - D * e1];
  return (x, y) => {
    const [base, rising, falling] = x < 0.5 ? [p, A, B] : [q, C, D];
    return (base + rising * Math.exp(pi * (x - 1)) + falling * Math.exp(-pi * x)) * Math.sin(pi * y);
  };
}

const A_SMOOTH = '(9*sin(2*pi*x)*sin(2*pi*y)/10 + 1)';
const DIRICHLET: readonly Case[] = [
  {
    name: 'poisson_sines',
    u: 'sin(pi*x)*sin(pi*y) + sin(3*pi*x)*sin(2*pi*y)/2 - sin(5*pi*x)*sin(7*pi*y)/5',
    f: 'pi^2*(20*sin(pi*x)*sin(pi*y) + 65*sin(3*pi*x)*sin(2*pi*y) - 148*sin(5*pi*x)*sin(7*pi*y))/10',
    errors: [2.5047e-3, 6.2462e-4],
  },
  {
    name: 'poisson_peak',
    u: '16*x*y*(1 - x)*(1 - y)*exp(-40*(x - 7/20)^2 - 40*(y - 3/5)^2)',
    f: `(-102400*x^4*y^2 + 102400*x^4*y + 174080*x^3*y^2 - 174080*x^3*y - 102400*x^2*y^4 + 225280*x^2*y^3
      - 231168*x^2*y^2 + 107776*x^2*y + 1504*x^2 + 102400*x*y^4 - 225280*x*y^3 + 160256*x*y^2 - 36864*x*y - 1504*x
      + 864*y^2 - 864*y)*exp(-40*x^2 + 28*x - 40*y^2 + 48*y - 193/10)`,
    errors: [2.4037e-3, 5.996e-4],
  },
  {
    name: 'poisson_nonhomogeneous',
    u: 'x^2*y + exp(x)*sin(2*y)',
    f: '-2*y + 3*exp(x)*sin(2*y)',
    errors: [3.4973e-5, 8.7443e-6],
  },
  {
    name: 'variable',
    u: 'x*y*(1 - x)*(1 - y) + sin(2*pi*x)*sin(pi*y)',
    f: `-(-2*x*(1 - x) - pi^2*sin(2*pi*x)*sin(pi*y))*${A_SMOOTH}
      - (-2*y*(1 - y) - 4*pi^2*sin(2*pi*x)*sin(pi*y))*${A_SMOOTH}
      - 9*pi*(-x*y*(1 - x) + x*(1 - x)*(1 - y) + pi*sin(2*pi*x)*cos(pi*y))*sin(2*pi*x)*cos(2*pi*y)/5
      - 9*pi*(-x*y*(1 - y) + y*(1 - x)*(1 - y) + 2*pi*sin(pi*y)*cos(2*pi*x))*sin(2*pi*y)*cos(2*pi*x)/5`,
    a: formula(A_SMOOTH),
    errors: [7.9742e-4, 1.9922e-4],
  },
  {
    name: 'anisotropic',
    u: 'x*(1 - x)*sin(3*pi*y) + sin(pi*x)*sin(2*pi*y)',
    f: '-9*pi^2*x*(x - 1)*sin(3*pi*y) + 4001*pi^2*sin(pi*x)*sin(2*pi*y)/1000 + sin(3*pi*y)/500',
    a: { diagonal: [0.001, 1] },
    errors: [1.19464e-3, 2.98504e-4],
  },
  {
    name: 'anisotropic_rotated',
    u: 'sin(2*pi*x)*sin(pi*y)',
    f: 'pi^2*(0.7763848502534057397*cos(pi*(2*x - y)) - 2.4911151497465942603*cos(pi*(2*x + y)))',
    a: { xx: 0.7525, xy: 0.42868257487329714, yy: 0.2575 },
    errors: [1.11835e-3, 2.8155e-4],
  },
  {
    name: 'helmholtz',
    u: 'sin(pi*x)*sin(4*pi*y)',
    f: '-(1 - 17*pi^2)*sin(pi*x)*sin(4*pi*y)',
    c: -1,
    low: -1,
    errors: [1.230227e-2, 3.05922e-3],
  },
];

const SIZES = [64, 128];

function unitBox(n: number, low = 0) {
  return { min: [low, low], max: [1, 1], cells: [n, n] };
}

/** Errors are those of the other program, to 1.2 times, and fall four times. */
function expectErrors(problem: (n: number) => EllipticProblem, u: OfPlace, goal: readonly number[], order = 2): void {
  const errors = SIZES.map((n) => errorsOf(problem(n), u).max);
  errors.forEach((error, k) => {
    expect(error / goal[k]).toBeLessThan(1.2);
  });
  expect(Math.abs(ordersOf(errors)[0] - order)).toBeLessThan(0.1);
}

describe.each(DIRICHLET)('$name', ({ u, f, a = 1, c = 0, low = 0, errors }) => {
  const problem = (n: number): EllipticProblem => ({
    box: unitBox(n, low),
    at: 'nodes',
    a,
    c,
    f: formula(f),
    sides: everywhere({ kind: 'dirichlet', value: formula(u) }),
  });

  test('error as a plain second-order solve has it', () => {
    expectErrors(problem, formula(u), errors);
  });

  test('symmetric', () => {
    expectSymmetric(problem(23));
  });
});

test('neumann: mean 0, order 2', () => {
  const u = formula('cos(pi*x)*cos(2*pi*y) + cos(3*pi*x)/3');
  const f = formula('pi^2*(5*cos(pi*x)*cos(2*pi*y) + 3*cos(3*pi*x))');
  const sides = everywhere({ kind: 'neumann', value: 0 });
  expectErrors((n) => ({ box: unitBox(n), at: 'nodes', a: 1, f, sides }), u, [1.28601e-3, 3.21333e-4]);
});

test('periodic: mean 0, order 2', () => {
  const u = formula('exp(sin(2*pi*x) + cos(2*pi*y))/2 + sin(2*pi*x)*cos(4*pi*y) - 0.80146140340398153');
  const f = formula(`-2*pi^2*exp(sin(2*pi*x) + cos(2*pi*y))*(cos(2*pi*x)^2 - sin(2*pi*x) + sin(2*pi*y)^2 - cos(2*pi*y))
    + 20*pi^2*sin(2*pi*x)*cos(4*pi*y)`);
  const problem = (n: number): EllipticProblem => ({
    box: unitBox(n),
    at: 'nodes',
    a: 1,
    f,
    sides: ['periodic', 'periodic'],
  });
  expectErrors(problem, u, [7.49855e-3, 1.8721e-3]);
});

test('jump_strip: order 2 across a jump of 10^4', () => {
  const problem = (n: number): EllipticProblem => ({
    box: unitBox(n),
    at: 'nodes',
    a: (x) => (x < 0.5 ? 1 : JUMP),
    f: formula('sin(pi*y)'),
    sides: everywhere({ kind: 'dirichlet', value: 0 }),
  });
  expectErrors(problem, strip(), [2.92314e-6, 7.31071e-7]);
});

test('jump_square: as the corner allows', () => {
  const fine = stored('jump_square');
  const square = (x: number, y: number): boolean => x > 0.25 && x < 0.625 && y > 0.375 && y < 0.75;
  const problem = (n: number): EllipticProblem => ({
    box: unitBox(n),
    at: 'nodes',
    a: (x, y) => (square(x, y) ? JUMP : 1),
    f: 1,
    sides: everywhere({ kind: 'dirichlet', value: 0 }),
  });
  const u: OfPlace = (x, y) => fine[Math.round(128 * x) + 129 * Math.round(128 * y)];
  expectErrors(problem, u, [4.33966e-4, 2.96971e-4], Math.log2(1.4613));
});

test('lshape: order 2/3 at the corner', () => {
  const u: OfPlace = (x, y) => {
    const angle = Math.atan2(y, x);
    return Math.hypot(x, y) ** (2 / 3) * Math.sin((2 / 3) * (angle < -1e-9 ? angle + 2 * Math.PI : Math.max(angle, 0)));
  };
  const problem = (n: number): EllipticProblem => ({
    box: unitBox(n, -1),
    at: 'nodes',
    a: 1,
    f: 0,
    sides: everywhere({ kind: 'dirichlet', value: u }),
    mask: {
      cells: Uint8Array.from({ length: n * n }, (_, cell) => (cell % n >= n / 2 && cell < (n * n) / 2 ? 0 : 1)),
      wall: { kind: 'dirichlet', value: 0 },
    },
  });
  expectErrors(problem, u, [8.2978e-3, 5.2495e-3], Math.log2(1.5807));
});

test('darcy: the exact solution of the stated cell-centred system', () => {
  const [a, u] = [stored('darcy_a'), stored('darcy_u')];
  for (let sample = 0; sample < 4; sample++) {
    const part = (all: Float64Array): Float64Array => all.subarray(4096 * sample, 4096 * (sample + 1));
    const sides = everywhere({ kind: 'dirichlet', value: 0 });
    const discretisation = discretise({ box: unitBox(64), at: 'cells', a: part(a), f: 1, sides });
    const found = discretisation.embed(solveDiscrete(discretisation, 1e-13));
    const scale = part(u).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const worst = found.reduce((max, value, i) => Math.max(max, Math.abs(value - part(u)[i])), 0);
    expect(worst / scale).toBeLessThan(1e-10);
  }
});
