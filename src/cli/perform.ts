import { EXIT_CODES, Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Progress } from '../drive';
import { type OpenReference, openReference } from '../reference/open';
import { type Solution, type SolveOptions, solveWith } from '../solve';
import type { Inputs } from '../worker/start';
import type { Console } from './console';
import { writeExports } from './exports';
import { type Case, type Report, reportOf, reportOfSet, writeAnswer } from './output';
import type { Task } from './task';
import { writeWeights } from './weights';

/** Metrics of the progress line, as far as a method has them. */
const SHOWN = 3;

type Options = Pick<SolveOptions, 'resume' | 'checkpoint' | 'onProgress'>;

/** Solves the cases of a task one after the other, until Ctrl-C, and measures them against the scene's reference. */
export async function solveCases(gpu: Gpu, task: Task, console: Console, options: Options = {}): Promise<Case[]> {
  const cases: Case[] = [];
  for (const inputs of task.inputs) {
    cases.push(await solveCase(gpu, task, inputs, console, options));
    if (console.interrupt.aborted) break;
  }
  return cases;
}

async function solveCase(gpu: Gpu, task: Task, inputs: Inputs, console: Console, options: Options): Promise<Case> {
  const { scene, limits, weights, examples, json } = task;
  const { reference, notes } = await referenceOf(gpu, task, inputs, console);
  const solution = await solveWith(console.methods, scene, {
    ...limits,
    ...options,
    ...(weights && { weights: weights.weights }),
    ...(examples && { examples }),
    ...(reference?.watch && { watch: reference.watch }),
    gpu,
    inputs,
    signal: console.interrupt,
    onProgress: (progress) => {
      options.onProgress?.(progress);
      if (json) console.out(JSON.stringify({ event: 'progress', ...progress }));
      else console.err(progressLine(progress));
    },
  });
  const last = solution.value.frames.at(-1);
  const errors = reference && last && solution.result.code !== 'lost' ? reference.errors(last) : {};
  const missed = reference?.missed() ?? null;
  const told = missed === null ? notes : [...notes, missed];
  return { solution: joined(solution, errors, told), reference: reference?.label ?? null };
}

/** The reference, or a note why there is none: a solve without one is still an answer. */
async function referenceOf(
  gpu: Gpu,
  { scene }: Task,
  inputs: Inputs,
  { methods, readPublic, interrupt }: Console,
): Promise<{ reference: OpenReference | null; notes: readonly string[] }> {
  try {
    const means = { gpu, methods, inputs, readAsset: readPublic, signal: interrupt };
    return { reference: await openReference(scene, means), notes: [] };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'lost') throw error;
    return { reference: null, notes: [`no reference: ${error.message}`] };
  }
}

function joined(solution: Solution, errors: Solution['stats']['metrics'], notes: readonly string[]): Solution {
  const { stats } = solution;
  const both = { metrics: { ...stats.metrics, ...errors }, notes: [...stats.notes, ...notes] };
  return { ...solution, stats: { ...stats, ...both } };
}

/** Writes and prints what a task came to; resolves to the exit code. */
export async function conclude(task: Task, cases: readonly Case[], console: Console): Promise<number> {
  const { scene, set, out, json, weights, limits } = task;
  const given = weights?.name ?? null;
  const report = set ? reportOfSet(scene, cases, given) : reportOf(scene, cases[0]!, given);
  const solutions = cases.map(({ solution }) => solution);
  await writeAnswer(out, scene, report, solutions, set);
  const files = ['metrics.json', 'fields.npz', 'scene.json'];
  const [first] = solutions;
  // Of a set every case would train its own; and what was only loaded is there already.
  if (first?.value.weights && !set && first.result.code !== 'lost' && (report.steps > 0 || !given)) {
    const { method, steps, seed, adapter } = report;
    const from = given ?? 'scratch';
    const made = { scene: scene.id, method, steps, seed, adapter, from, commit: await console.commit() };
    await writeWeights(out, first.value.weights, made);
    files.push('weights.safetensors');
  }
  files.push(...(await writeExports(out, task.exports, scene, solutions, set)));
  if (json) console.out(JSON.stringify({ event: 'result', ...report, out }));
  else for (const line of summary(task, report, files)) console.out(line);
  const missed = Object.entries(report.expect ?? {}).find(([, { met }]) => !met);
  // Who stops a run early does not expect its end.
  const { steps = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = limits;
  const stopped = !report.finished && Math.min(steps, seconds) < Number.POSITIVE_INFINITY;
  if (!missed || stopped) return EXIT_CODES[report.result.code];
  const [name, { value, min, max }] = missed;
  const wanted = [min === null ? '' : `at least ${min}`, max === null ? '' : `at most ${max}`].filter(Boolean);
  const found = value === null ? 'there is no such number' : `it is ${short(value)}`;
  console.err(`error: expect.${name}: ${found}, the scene expects ${wanted.join(' and ')}`);
  return EXIT_CODES[report.result.code] || EXIT_CODES['not-converged'];
}

function progressLine({ step, time, stepMs, metrics }: Progress): string {
  const shown = Object.entries(metrics)
    .filter(([name]) => name !== 't' && name !== 'dt')
    .slice(0, SHOWN);
  const numbers = shown.map(([name, { value, unit }]) => `  ${name} ${short(value)}${unit && ` ${unit}`}`);
  return `step ${step}  t ${short(time)}  ${short(stepMs)} ms/step${numbers.join('')}`;
}

function summary({ scene, out }: Task, report: Report, files: readonly string[]): string[] {
  const { result, metrics, profiles, steps, time, wallSeconds, adapter, weights, reference, notes } = report;
  return [
    `${scene.id}: ${result.code}${result.advice && ` - ${result.advice}`}`,
    ...(report.cases ? [`${report.cases.length} cases; metrics are means over them`] : []),
    `${steps} steps to t = ${short(time)} in ${wallSeconds.toFixed(1)} s on ${adapter}`,
    ...(weights === null ? [] : [weights === 'scratch' ? 'trained from scratch' : `weights from ${weights}`]),
    ...notes.map((note) => `note: ${note}`),
    ...(reference === null ? [] : [`errors against: ${reference}`]),
    ...Object.entries(metrics).map(([name, { value, unit }]) => `${name} = ${short(value)}${unit && ` ${unit}`}`),
    ...profiles.map(
      ({ title, against, points, maxError }) => `${title}: within ${short(maxError)} of ${against} (${points} points)`,
    ),
    `written to ${out}: ${files.join(', ')}`,
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
