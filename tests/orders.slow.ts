import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseScene } from '../scenes';
import type { Gpu } from '../solvers/gpu';
import { methods } from '../solvers/methods/all';
import { planScene, start } from '../src/worker/start';
import { openTestGpu } from './gpu';
import { record } from './report';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Four grids, each twice as fine. */
const GRIDS = [16, 32, 64, 128];
/** Second order in space; a quarter is left for sizes at which the highest term does not rule yet. */
const [ORDER, SLACK] = [2, 0.25];
/** Errors below it are those of rounding: some thousand roundings of f32 that partly cancel. */
const FLOOR = 2e-6;

type Kind = 'value' | 'slope' | 'mixed' | 'periodic';

/** Solutions that stand still and that no grid represents exactly; their Laplacian is `laplacian` times themselves. */
const STANDING = { wave: 'sin(2*x + 1)*exp(y/2)', slope: '2*cos(2*x + 1)*exp(y/2)', laplacian: '(-3.75)' };
const REPEATING = {
  wave: 'sin(2*pi*x)*exp(y/2)',
  slope: '2*pi*cos(2*pi*x)*exp(y/2)',
  laplacian: '(1/4 - 4*pi^2)',
};

/** Sides by their kinds at x = 0, x = 1, y = 0, y = 1. */
const SIDES: Readonly<Record<string, readonly [Kind, Kind, Kind, Kind]>> = {
  values: ['value', 'value', 'value', 'value'],
  'a slope and a mixed side': ['value', 'slope', 'mixed', 'value'],
  'mixed sides': ['mixed', 'mixed', 'mixed', 'mixed'],
  'periodic along x': ['periodic', 'periodic', 'slope', 'value'],
};

function sceneOf(kinds: readonly [Kind, Kind, Kind, Kind], n: number): unknown {
  const { wave, slope, laplacian } = kinds[0] === 'periodic' ? REPEATING : STANDING;
  const definitions = { s: wave, sx: slope, sy: `${wave}/2` };
  const conditions = kinds.flatMap((kind, k) => {
    const [axis, at] = [k < 2 ? 'x' : 'y', k % 2];
    if (kind === 'periodic') return at === 0 ? [{ on: axis, is: 'periodic' }] : [];
    const sign = at === 0 ? '-' : '+';
    const is = { value: 'u = s', slope: `u_${axis} = s${axis}`, mixed: `u ${sign} u_${axis} = s ${sign} s${axis}` }[
      kind
    ];
    return [{ on: `${axis}=${at}`, is }];
  });
  return {
    ...{ version: 1, id: 'manufactured', unknowns: ['u'], definitions },
    coordinates: { x: [0, 1], y: [0, 1] },
    equations: [`-(u_xx + u_yy) = -${laplacian}*s`],
    ...{ conditions, grid: { n }, method: 'multigrid', exact: { u: 's' } },
  };
}

async function errorOf(scene: unknown): Promise<number> {
  const solver = await start(gpu, planScene(parseScene(scene), methods));
  while (!solver.finished) {
    await solver.step(16);
    expect(solver.outcome).toMatchObject({ code: 'ok' });
  }
  const { relL2 } = await solver.measure();
  solver.dispose();
  return relL2!.value;
}

test.each(Object.entries(SIDES))(
  'Poisson in two dimensions, %s: the order in space over four grids',
  async (sides, kinds) => {
    const errors: number[] = [];
    for (const n of GRIDS) errors.push(await errorOf(sceneOf(kinds, n)));
    const orders = errors.slice(1).map((error, k) => Math.log2(errors[k]! / error));
    for (const [k, n] of GRIDS.entries()) {
      const row = { sides, cells: n, relL2: errors[k]!, order: k === 0 ? '' : orders[k - 1]! };
      record('Manufactured solutions in two dimensions', row, gpu.adapterName);
    }
    for (const [k, order] of orders.entries()) {
      if (errors[k + 1]! > FLOOR) expect(order, `${GRIDS[k + 1]} cells`).toBeGreaterThan(ORDER - SLACK);
    }
    expect(errors[1]!).toBeGreaterThan(FLOOR);
  },
);
