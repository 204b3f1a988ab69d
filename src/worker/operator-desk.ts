import { Failure } from '../../solvers/base/result';
import type { Problem } from '../../solvers/methods/problem';
import type { Operator, OperatorLook, Solver } from '../../solvers/methods/solver';
import { spectrumOf } from './compare/spectrum';
import type { DataFile, OperatorQuestion, OperatorReport, OperatorSight, OperatorSpectrum } from './inside';
import type { Keepsake } from './keepsake';
import type { Plan } from './start';

/** Answers a question about an operator; call it alone on the device. */
export async function answerOf(
  solver: Solver,
  keepsake: Keepsake,
  question: OperatorQuestion,
): Promise<OperatorReport> {
  const { operator } = solver;
  const { plan } = keepsake;
  if (!operator) throw new Failure('bad-input', `method ${solver.method} is no operator`, 'method');
  let sight: OperatorSight | null = null;
  let errors: readonly number[] | null = null;
  if (question.kind === 'choose') await operator.choose(question.example);
  if (question.kind === 'look') sight = sightOf(await operator.look(question.points), plan.problem);
  if (question.kind === 'examine') errors = await operator.examine(question.first, question.count);
  if (question.kind === 'shipped' && plan.weights) await solver.takeWeights?.(plan.weights);
  if (question.kind === 'learn') await learn(solver, keepsake, question.files);
  if (question.kind === 'train') {
    if (question.from === 'scratch') await solver.reset();
    else operator.train();
  }
  return { state: stateOf(operator, plan), sight, errors };
}

function stateOf(operator: Operator, { weights }: Plan): OperatorReport['state'] {
  const { example, painted, handedIn, paints, modes, points, stored } = operator;
  return { example, painted, handedIn, paints, modes, points, stored, hasShipped: weights != null };
}

/** Files that are refused are closed again, and what was learned of stays. */
async function learn(solver: Solver, keepsake: Keepsake, files: readonly DataFile[] | null): Promise<void> {
  if (!solver.takeExamples) {
    throw new Failure('bad-input', `method ${solver.method} learns of no examples in files`, 'data');
  }
  const { openFiles } = await import('./data-files');
  const opened = files && (await openFiles(files));
  try {
    await solver.takeExamples(opened?.data ?? null, null);
  } catch (error) {
    opened?.close();
    throw error;
  }
  keepsake.hold(opened);
}

function sightOf(look: OperatorLook, problem: Problem): OperatorSight {
  const { answer, solved } = look;
  let [apart, size] = [0, 0];
  for (const [k, value] of solved.entries()) {
    apart += (answer[k]! - value) ** 2;
    size += value ** 2;
  }
  return { ...look, error: Math.sqrt(apart / size), spectrum: spectraOf(look, problem) };
}

function spectraOf({ coordinates, answer, solved }: OperatorLook, { axes, sides }: Problem): OperatorSpectrum | null {
  const [x, y] = axes.map(({ name }) => name);
  const isPeriodic = (name: string | undefined): boolean =>
    sides.some(({ axis, kind }) => axis === name && kind === 'periodic');
  const points = { x: coordinates[x!]!, y: (y && coordinates[y]) || Float64Array.of(0) };
  const how = { isPeriodic: [isPeriodic(x), isPeriodic(y)] as const, alongX: !y };
  const both = spectrumOf(points, how, [[answer, solved]]);
  const apart = spectrumOf(points, how, [[answer.map((value, k) => value - solved[k]!), solved]]);
  if (!both || !apart) return null;
  return { waves: both.waves, answer: both.error, solved: both.reference, difference: apart.error };
}
