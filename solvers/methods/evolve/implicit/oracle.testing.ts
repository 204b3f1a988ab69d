import { interpret, type Node } from '../../../array';
import { compile, parse } from '../../../expr';
import { solveOnHost } from '../../../linear';
import { solvedForm } from '../form';
import type { EvolveSpec } from '../spec';
import { Jacobian } from './jacobian';
import { ImplicitModel } from './model';
import { StepPrograms } from './programs';
import { type Steps, weightsOf } from './scheme';

/** What a run in f64 ends with. */
export interface InF64 {
  readonly model: ImplicitModel;
  readonly time: number;
  /** By component, [z][y][x]. */
  readonly fields: ReadonlyMap<string, Float64Array>;
  /** Newton's iterations of each step. */
  readonly iterations: readonly number[];
}

/**
 * The steps of a spec from beginning to end, all of the same size, by the graphs of the device in f64. Each ends when
 * corrections are below `tolerance` of the state.
 */
export function implicitInF64(spec: EvolveSpec, steps: number, tolerance = 1e-7): InF64 {
  const model = new ImplicitModel(spec, solvedForm(spec));
  const { programs } = model;
  const { nodes } = programs;
  const ground = model.ground(spec);
  // Tables come to be as the graphs are made.
  const [begin, misfit, correct, accept] = [programs.begin(), programs.misfit(), programs.correct(), programs.accept()];
  const iterate = programs.iterate();
  const size = nodes.misfits[0].shape.reduce((product, n) => product * n, 1);
  const zeros = new Float64Array(size * nodes.misfits.length);
  const values = new Map<Node, ArrayLike<number>>([
    ...model.constants(spec),
    [nodes.high, model.initial(spec)],
    ...[nodes.low, nodes.last, nodes.before, nodes.lastRates, nodes.rates, nodes.inverses].map(
      (node) => [node, zeros] as const,
    ),
  ]);
  const run = (updates: ReadonlyMap<Node, Node>, others: readonly Node[] = []): Float64Array[] => {
    const results = interpret([...updates.values(), ...others], values);
    [...updates.keys()].forEach((node, k) => void values.set(node, results[k]));
    return results.slice(updates.size);
  };
  const dt = (spec.time.max - spec.time.min) / steps;
  const iterations: number[] = [];
  for (let step = 0; step < steps; step++) {
    const sizes: Steps = { now: dt, last: step > 0 ? dt : 0, before: step > 1 ? dt : 0 };
    const weights = weightsOf(sizes);
    const t = spec.time.min + step * dt;
    values.set(nodes.numbers, Float64Array.of(...StepPrograms.numbersOf(t, t + dt, weights)));
    run(begin);
    for (let k = 1; ; k++) {
      const [whole] = interpret([iterate], values);
      const state = nodes.misfits.map((_, i) => whole.subarray(i * size, (i + 1) * size));
      run(misfit);
      const inverses = new Float64Array(zeros.length);
      nodes.corrections.forEach((node, i) => {
        const operator = new Jacobian(ground, i, state, t + dt).operator(weights.alpha);
        const f = values.get(nodes.misfits[i])!;
        if (ground.descriptions[i].part.diffusion.some((d) => d !== null)) {
          values.set(node, solveOnHost(operator, f, { accelerate: false, tolerance: 1e-5 }).u);
        } else operator.coefficients[0].forEach((x, at) => void (inverses[i * size + at] = x === 0 ? 0 : 1 / x));
      });
      values.set(nodes.inverses, inverses);
      const [norms] = run(correct.updates, [correct.norms]);
      const isSmall = nodes.misfits.every(
        (_, i) => Math.sqrt(norms[3 * i]) <= tolerance * Math.sqrt(norms[3 * i + 2]) + 1e-14,
      );
      if (isSmall || k === 12) {
        iterations.push(k);
        break;
      }
    }
    run(accept);
  }
  values.set(
    nodes.numbers,
    Float64Array.of(
      ...StepPrograms.numbersOf(spec.time.max, spec.time.max, weightsOf({ now: dt, last: 0, before: 0 })),
    ),
  );
  const shown = interpret(
    programs.fields.map(({ node }) => node),
    values,
  );
  return {
    model,
    time: spec.time.max,
    fields: new Map(programs.fields.map(({ name }, k) => [name, shown[k]])),
    iterations,
  };
}

/** The largest error of a field against a formula, where `inside` (of x, y, z) says. */
export function largestError(
  { model, time }: Pick<InF64, 'model' | 'time'>,
  field: ArrayLike<number>,
  exact: string,
  inside: (x: number, y: number) => boolean = () => true,
): number {
  const names = model.positions.map(({ name }) => name);
  const evaluate = compile(parse(exact), [...names, 't']);
  let largest = 0;
  for (let k = 0; k < field.length; k++) {
    let rest = k;
    const place = model.positions
      .toReversed()
      .map(({ at }) => {
        const own = at[rest % at.length];
        rest = Math.floor(rest / at.length);
        return own;
      })
      .reverse();
    const [x, y = 0] = place.toReversed();
    if (inside(x, y)) largest = Math.max(largest, Math.abs(field[k] - evaluate([...place, time])));
  }
  return largest;
}
