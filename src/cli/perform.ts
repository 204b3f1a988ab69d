import type { Gpu } from '../../solvers/gpu';
import type { Progress } from '../drive';
import { type Solution, type SolveOptions, solveWith } from '../solve';
import type { Console } from './console';
import { type Report, reportOf, reportOfSet, writeAnswer } from './output';
import type { Task } from './task';
import { writeWeights } from './weights';

/** Metrics of the progress line, as far as a method has them. */
const SHOWN = 3;

/** Solves the cases of a task one after the other, until Ctrl-C. */
export async function solveCases(
  gpu: Gpu,
  { scene, inputs, limits, weights, json }: Task,
  console: Console,
  options: Pick<SolveOptions, 'resume' | 'checkpoint' | 'onProgress'> = {},
): Promise<Solution[]> {
  const solutions: Solution[] = [];
  for (const one of inputs) {
    const solution = await solveWith(console.methods, scene, {
      ...limits,
      ...options,
      ...(weights && { weights: weights.weights }),
      gpu,
      inputs: one,
      signal: console.interrupt,
      onProgress: (progress) => {
        options.onProgress?.(progress);
        if (json) console.out(JSON.stringify({ event: 'progress', ...progress }));
        else console.err(progressLine(progress));
      },
    });
    solutions.push(solution);
    if (console.interrupt.aborted) break;
  }
  return solutions;
}

/** Writes and prints what a task came to. */
export async function conclude(task: Task, solutions: readonly Solution[], console: Console): Promise<Report> {
  const { scene, set, out, json, weights } = task;
  const given = weights?.name ?? null;
  const report = set ? reportOfSet(scene, solutions, given) : reportOf(scene, solutions[0]!, given);
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
  if (json) console.out(JSON.stringify({ event: 'result', ...report, out }));
  else for (const line of summary(task, report, files)) console.out(line);
  return report;
}

function progressLine({ step, time, stepMs, metrics }: Progress): string {
  const shown = Object.entries(metrics)
    .filter(([name]) => name !== 't' && name !== 'dt')
    .slice(0, SHOWN);
  const numbers = shown.map(([name, { value, unit }]) => `  ${name} ${short(value)}${unit && ` ${unit}`}`);
  return `step ${step}  t ${short(time)}  ${short(stepMs)} ms/step${numbers.join('')}`;
}

function summary({ scene, out }: Task, report: Report, files: readonly string[]): string[] {
  const { result, metrics, profiles, steps, time, wallSeconds, adapter, weights, notes } = report;
  return [
    `${scene.id}: ${result.code}${result.advice && ` - ${result.advice}`}`,
    ...(report.cases ? [`${report.cases.length} cases; metrics are means over them`] : []),
    `${steps} steps to t = ${short(time)} in ${wallSeconds.toFixed(1)} s on ${adapter}`,
    ...(weights === null ? [] : [weights === 'scratch' ? 'trained from scratch' : `weights from ${weights}`]),
    ...notes.map((note) => `note: ${note}`),
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
