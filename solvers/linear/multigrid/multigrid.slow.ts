import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { record } from '../../../tests/report';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import type { StencilOperator } from '../../grid';
import type { CycleSettings } from './cycle';
import { deviceFactor, fullMultigrid } from './device.testing';
import { solveOnHost } from './host-solve';
import { randomValues, testOperator } from './operators.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const CLOSED = [false, false] as const;

interface Row {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly make: (n: number) => StencilOperator;
  readonly settings?: Partial<CycleSettings>;
  readonly most: number;
  /** Cycles; fewer on singular operators, whose iterates tend to a constant that rounding does not let pass. */
  readonly cycles?: number;
}

const FACTORS: readonly Row[] = [
  { name: 'Poisson, V(2,1)', sizes: [63, 127, 255, 511, 1023, 2047], make: (n) => testOperator([n, n]), most: 0.08 },
  { name: 'Poisson, even, V(2,1)', sizes: [64, 128, 256, 512, 1024], make: (n) => testOperator([n, n]), most: 0.08 },
  {
    name: 'Poisson, periodic, V(2,1)',
    sizes: [64, 128, 256, 512],
    make: (n) => testOperator([n, n], { periodic: [true, true] }),
    most: 0.08,
    cycles: 3,
  },
  {
    name: 'Poisson, closed, V(2,1)',
    sizes: [65, 129, 257, 513],
    make: (n) => testOperator([n, n], { grounded: [CLOSED, CLOSED] }),
    most: 0.08,
    cycles: 3,
  },
  {
    name: 'Poisson, V(1,1)',
    sizes: [63, 255, 1023],
    make: (n) => testOperator([n, n]),
    settings: { before: 1 },
    most: 0.1,
  },
  {
    name: 'Poisson around a disc, V(2,1)',
    sizes: [64, 128, 256, 512],
    make: (n) => testOperator([n, n], { hole: ([x, y]) => Math.hypot(x! - n / 2, y! - n / 2) < 0.13 * n }),
    most: 0.1,
  },
  {
    name: 'Poisson 3D, V(2,1), relaxed by 1.1',
    sizes: [17, 33, 65, 129],
    make: (n) => testOperator([n, n, n]),
    settings: { relaxation: 1.1 },
    most: 0.1,
  },
  {
    name: 'anisotropy 1 : 1000, lines along y, V(2,1)',
    sizes: [63, 127, 255, 511],
    make: (n) => testOperator([n, n], { along: [1, 1000] }),
    most: 0.15,
  },
  {
    name: 'anisotropy 1000 : 1, lines along x, V(2,1)',
    sizes: [64, 128, 256, 512],
    make: (n) => testOperator([n, n], { along: [1000, 1] }),
    most: 0.15,
  },
];

test.each(FACTORS)('a cycle contracts alike at all sizes: $name', async (row) => {
  const { name, sizes, make, settings, most, cycles } = row;
  for (const n of sizes) {
    const operator = make(n);
    const factor = await deviceFactor(gpu, operator, settings, cycles);
    const measured = { case: name, points: operator.shape.join(' x '), 'largest factor from cycle 2 on': factor };
    record('Multigrid: residual factor of a cycle, f = 0 from a random start, f32', measured, gpu.adapterName);
    expect(factor).toBeLessThan(most);
  }
});

test.each([
  [2, [64, 128, 256]],
  [3, [16, 32, 64, 128]],
] as const)('full multigrid, %iD', async (dimensions, sizes) => {
  for (const cells of sizes) {
    const { ratio, workUnits } = await fullMultigrid(gpu, cells, dimensions, { before: 1 });
    const row = {
      cells: Array(dimensions).fill(cells).join(' x '),
      'error / discretisation error': ratio,
      'work units': workUnits,
    };
    record('Full multigrid, one V(1,1) cycle a level, f32', row, gpu.adapterName);
    expect(ratio).toBeLessThan(1.5);
    expect(workUnits).toBeLessThan(8);
  }
});

const JUMPS: Readonly<Record<string, (n: number) => (place: readonly number[]) => number>> = {
  square: (n) => (place) => (place.every((p) => p >= n / 4 && p < (3 * n) / 4) ? 1e6 : 1),
  'blocks of 8 x 8': () => (place) => (((place[0]! + 1) >> 3) % 2 === ((place[1]! + 1) >> 3) % 2 ? 1 : 1e6),
  'random cells': () => (place) => (randomUniform(7, place[0]! + 4096 * place[1]!) < 0.5 ? 1 : 1e6),
};

test.each(Object.entries(JUMPS))('conjugate gradients on the host over jumps of 1e6: %s', (name, a) => {
  for (const n of [63, 127, 255]) {
    const operator = testOperator([n, n], { a: a(n) });
    const solution = solveOnHost(operator, randomValues(operator, 3), { tolerance: 1e-8, iterations: 400 });
    const row = { jumps: name, points: `${n} x ${n}`, iterations: solution.iterations };
    record('Multigrid-CG in f64 on the host, jumps of 1e6, to 1e-8', row);
    expect(solution.code).toBe('ok');
    if (name !== 'random cells') expect(solution.iterations).toBeLessThanOrEqual(20);
  }
});
