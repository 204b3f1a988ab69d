import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseScene, presetById, presets, type Scene } from '../../../scenes';
import { Failure } from '../../../solvers/base/result';
import { compile, type Expr, symbolsOf } from '../../../solvers/expr';
import { pythonOf } from './script';
import { STAND_IN } from './stand-in.testing';
import { type Statement, statementOf } from './statement';

const hasPython = spawnSync('python3', ['--version']).status === 0;

interface Found {
  readonly residuals: readonly number[];
  readonly conditions: readonly { kind: string; value?: number; component: number | null; inside?: boolean }[];
  readonly exact: Readonly<Record<string, number>> | null;
}

/** A body that lets nothing through, in a stream: slopes across a surface. */
const WALL = parseScene({
  version: 1,
  id: 'wall',
  unknowns: ['c', 'lambda'],
  coordinates: { x: [0, 2], y: [0, 1], t: [0, 1] },
  parameters: { k: 0.1 },
  equations: ['c_t = k*lap(c) - mod(x, 0.3)*sign(y - 0.2)*c', 'lambda_tt = c*where(x < 1, atan2(y, x + 1), 2)'],
  obstacles: [{ name: 'disc', distance: 'hypot(x - 1, y - 0.5) - 0.2' }],
  conditions: [
    { on: 't=0', is: ['c = max(x, y, 0.3)', 'lambda = 1'] },
    { on: 'x=0', is: 'c = step(y - 0.5)' },
    { on: 'x=2', is: 'c = -k*c_x' },
    { on: 'disc', is: 'wall' },
  ],
  method: 'evolve',
});

function python(scenes: readonly Scene[], values: (name: string) => number): Found[] {
  const jobs = scenes.map((scene) => {
    const { problem, coordinates } = stated(scene);
    const { unknowns } = problem;
    const used = namesOf(scene);
    return {
      script: pythonOf(scene),
      unknowns,
      coordinates: coordinates.map(({ name }) => name),
      values: Object.fromEntries(used.map((name) => [name, values(name)])),
      middle: coordinates.map(({ min, max }) => min + 0.37 * (max - min)),
    };
  });
  const { stdout, stderr, status } = spawnSync('python3', ['-c', STAND_IN], {
    input: JSON.stringify(jobs),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Found[];
}

const statements = new Map<Scene, Statement>();
function stated(scene: Scene): Statement {
  const known = statements.get(scene) ?? statementOf(scene);
  statements.set(scene, known);
  return known;
}

/** Coordinates, unknowns, derivatives (also those on the way to a higher one) and components of normals. */
function namesOf(scene: Scene): string[] {
  const known = names.get(scene) ?? allNamesOf(scene);
  names.set(scene, known);
  return known;
}

const names = new Map<Scene, string[]>();
function allNamesOf(scene: Scene): string[] {
  const { problem, coordinates, residuals, slopes } = stated(scene);
  const used = [...residuals, ...slopes.map(({ residual }) => residual)].flatMap((expr) => [...symbolsOf(expr)]);
  const all = new Set([...coordinates.map(({ name }) => name), ...problem.unknowns, 'normalx', 'normaly', 'normalz']);
  for (const symbol of used) {
    if (Object.hasOwn(problem.parameters, symbol)) continue;
    const at = symbol.lastIndexOf('_');
    for (let end = at + 2; at > 0 && end <= symbol.length; end++) all.add(symbol.slice(0, end));
  }
  return [...all];
}

/** A number between 0.2 and 0.9, the same for the same name. */
function sample(name: string, salt: number): number {
  let hash = 7 + salt;
  for (const c of name) hash = (hash * 31 + c.charCodeAt(0)) % 1009;
  return 0.2 + (0.7 * hash) / 1009;
}

function evaluate(scene: Scene, expr: Expr, salt: number): number {
  const { problem } = stated(scene);
  const sought = Object.fromEntries((problem.inferred ?? []).map(({ name, start }) => [name, start]));
  const parameters = { ...problem.parameters, ...sought };
  const all = [...namesOf(scene), ...Object.keys(parameters)];
  return compile(expr, all)(all.map((name) => parameters[name] ?? sample(name, salt)));
}

function scriptable(): Scene[] {
  return presets
    .map(({ id }) => presetById(id).scene)
    .filter((scene) => {
      try {
        pythonOf(scene);
        return true;
      } catch {
        return false;
      }
    });
}

describe('Python scripts', () => {
  it('are written for all presets but those with a reason, which names the field', () => {
    const reasons = presets.flatMap(({ id }) => {
      try {
        pythonOf(presetById(id).scene);
        return [];
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return [`${id}: ${error.message}`];
      }
    });
    expect(reasons).toMatchInlineSnapshot(`
      [
        "decaying-turbulence: conditions: the start is drawn at random, by numbers that Python does not have",
        "darcy: inputs.a: it jumps, and residuals at points do not see what flows across: write it smoothly, such as 1/(1 + exp(-s/0.02)) for a distance s, or choose a method on a grid",
        "poisson-jump: inputs.a: it jumps, and residuals at points do not see what flows across: write it smoothly, such as 1/(1 + exp(-s/0.02)) for a distance s, or choose a method on a grid",
        "heat-sink: method: a design looks for a field of the equation, not only for its solution",
        "burgers-operator: conditions: the start is drawn at random, by numbers that Python does not have",
        "ns-vorticity-forced: conditions: the start is drawn at random, by numbers that Python does not have",
        "ns-vorticity-decaying: conditions: the start is drawn at random, by numbers that Python does not have",
        "ns-vorticity-moe: conditions: the start is drawn at random, by numbers that Python does not have",
        "kolmogorov: conditions: the start is drawn at random, by numbers that Python does not have",
        "cahn-hilliard: conditions: the start is drawn at random, by numbers that Python does not have",
        "swift-hohenberg: conditions: the start is drawn at random, by numbers that Python does not have",
      ]
    `);
  });

  it.skipIf(!hasPython)('say the same as the formulas, to the rounding of f64, at two points each', () => {
    const scenes = [...scriptable(), WALL];
    for (const salt of [0, 533]) {
      for (const [k, found] of python(scenes, (name) => sample(name, salt)).entries()) {
        const scene = scenes[k]!;
        const { problem, residuals, values, slopes } = stated(scene);
        // Some ten roundings of terms that may be a thousand times the sum: 1e-16 * 1e4.
        const close = (a: number, b: number, what: string) =>
          expect(Math.abs(a - b), `${scene.id}: ${what} ${a} ${b}`).toBeLessThanOrEqual(
            1e-12 * Math.max(1, Math.abs(b)),
          );
        expect(found.residuals).toHaveLength(residuals.length);
        found.residuals.forEach((value, i) => {
          close(value, evaluate(scene, residuals[i]!, salt), `residual ${i}`);
        });
        const given = found.conditions.filter(({ kind }) => kind === 'start' || kind === 'value');
        expect(given.map(({ component }) => problem.unknowns[component!])).toEqual(
          values.map(({ unknown }) => unknown),
        );
        given.forEach(({ value, inside, kind }, i) => {
          close(value!, evaluate(scene, values[i]!.value, salt), `value ${i}`);
          if (kind === 'value') expect(inside, `${scene.id} ${i}`).toBe(false);
        });
        const free = found.conditions.filter(({ kind }) => kind === 'residual');
        expect(free).toHaveLength(slopes.length);
        free.forEach(({ value }, i) => {
          close(value!, evaluate(scene, slopes[i]!.residual, salt), `slope ${i}`);
        });
        expect(found.conditions.filter(({ kind }) => kind === 'points')).toHaveLength(problem.data?.length ?? 0);
        for (const [name, value] of Object.entries(found.exact ?? {})) {
          close(value, evaluate(scene, problem.exact[name]!, salt), `exact ${name}`);
        }
      }
    }
  });

  it('cannot be left by a title, and words of Python are renamed', () => {
    const text = pythonOf({ ...WALL, title: 'x """\nimport os\\' });
    expect(text.split('\n')[0]).toBe(`"""x ''' import os/`);
    expect(text).toContain('lambda__tt = dde.grad.jacobian(lambda__t, X, i=0, j=2)');
    expect(text).not.toMatch(/\blambda = /);
  });
});
