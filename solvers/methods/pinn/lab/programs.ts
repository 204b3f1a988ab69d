import { concat, type Node, reshape, variable } from '../../../array';
import { Failure } from '../../../base/result';
import type { JetNetwork } from '../../../nets';
import { cosines, type Executor, type Step } from '../../../optim';
import { Bodies } from '../points/bodies';
import type { PinnRecipe } from '../recipe';
import type { Statement, Term } from '../statement/statement';
import type { FeatureMap } from './feature-map';
import { featureMapOf, networkOf } from './networks';
import { lossesOf } from './objective';
import type { LabRecipe } from './recipe';
import { reweighing } from './reweigh';
import { samplePoints } from './samplers';
import { groupGradients, type Stepper, stepperOf, type Work } from './stepper';
import { TermGraph } from './term-graph';

/** The network and the terms of a statement as arrays. */
export interface Model {
  readonly statement: Statement;
  readonly recipe: PinnRecipe;
  readonly map: FeatureMap;
  readonly network: JetNetwork;
  readonly parameters: Node;
  /** Those with any points, the equations first, and their first points, each [axis][points]. */
  readonly graphs: readonly TermGraph[];
  readonly places: readonly (readonly Float64Array[])[];
  readonly bodies: Bodies;
}

/** What runs: all of it shares the executor's variables. */
export interface Programs {
  readonly work: Work;
  readonly stepper: Stepper;
  /** New weights of the groups; null where they stay. */
  readonly reweigh: Step | null;
  /** Its output `told` has, in this order: each term's loss, cosines of pairs of groups, weights, the causal weight. */
  readonly measure: Step;
}

/** @throws Failure 'bad-input' where bodies leave no room, a parameter is to be inferred, or equations use arrays */
export function modelOf(statement: Statement, recipe: PinnRecipe): Model {
  const [array] = statement.inputs;
  if (array) {
    const advice = `${recipe.optimiser} takes no arrays such as ${array.symbol}: choose levenberg-marquardt`;
    throw new Failure('bad-input', `recipes.pinn.optimiser: ${advice}`, 'recipes.pinn.optimiser');
  }
  const [inferred] = statement.problem.inferred ?? [];
  if (inferred) {
    const field = 'recipes.pinn.optimiser';
    const advice = `${recipe.optimiser} does not look for ${inferred.name}: choose levenberg-marquardt`;
    throw new Failure('bad-input', `${field}: ${advice}`, field);
  }
  const map = featureMapOf(statement, recipe);
  const network = networkOf(recipe, map.count, statement.problem.unknowns.length);
  const bodies = new Bodies(statement.problem, statement.axes, statement.problem.parameters);
  const terms = statement.terms.flatMap((term, k): { term: Term; places: readonly Float64Array[] }[] => {
    const places = firstPlaces(statement, recipe, bodies, k);
    // A side may lie in a body from end to end.
    if (places[0].length === 0 && k > 0) return [];
    if (places[0].length === 0) throw new Failure('bad-input', 'obstacles: they leave no room in the box', 'obstacles');
    return [{ term, places }];
  });
  const graphs = terms.map(({ term, places }) => new TermGraph(statement, term, map, places[0].length));
  const parameters = variable('parameters', [network.count]);
  return { statement, recipe, map, network, bodies, parameters, graphs, places: terms.map(({ places }) => places) };
}

/** The first points of term `k`; those of the equations in whole slabs of time. */
function firstPlaces(
  { terms, axes, problem }: Statement,
  { sampler, slabs }: LabRecipe,
  bodies: Bodies,
  k: number,
): readonly Float64Array[] {
  const term = terms[k];
  if (term.places) return term.places;
  const seed = problem.seed + 101 * k;
  if (term.body !== undefined) return bodies.surface(term.body, term.points, seed);
  const count = k === 0 ? slabs * Math.ceil(term.points / slabs) : term.points;
  return samplePoints(axes, term, count, { sampler, seed, draw: 0, free: bodies.count > 0 ? bodies.free : null });
}

export async function programsOf(executor: Executor, model: Model): Promise<Programs> {
  const { statement, recipe, network, graphs, parameters } = model;
  const time = timeAxis(statement);
  const causality = { slabs: recipe.slabs, strictness: recipe.causality };
  const losses = lossesOf(graphs, network, parameters, time, causality);
  const weights = variable('weights of the losses', [losses.groups.length]);
  const matrices = network.stretches
    .filter(({ shape }) => shape.length === 2)
    .map(({ start, shape: [rows, columns] }) => ({ start, rows, columns }));
  const work: Work = { parameters, matrices, losses, weights, rate: variable('rate', [1]) };
  const told = [
    ...losses.terms.map(([, loss]) => reshape(loss, [1])),
    ...(losses.groups.length > 1 ? [cosines(groupGradients(work))] : []),
    weights,
    ...(losses.causal ? [losses.causal] : []),
  ];
  return {
    work,
    stepper: await stepperOf(executor, work, recipe),
    reweigh: await reweighing(executor, work, recipe),
    measure: await executor.step('measure', { outputs: { told: concat(told) } }),
  };
}

/** Number of the time coordinate, -1 where there is none. */
export function timeAxis({ axes, problem }: Statement): number {
  return axes.findIndex(({ name }) => name === problem.time?.name);
}
