import { mkdir } from 'node:fs/promises';
import { applySettings, type Scene } from '../../scenes';
import { EXIT_CODES } from '../../solvers/base/result';
import type { Progress } from '../drive';
import { type Solution, solveWith } from '../solve';
import { planScene } from '../worker/start';
import { readArguments, readChoice, readInteger, readPositive, refuse } from './arguments';
import type { Command } from './console';
import { casesOf, readInput } from './inputs';
import { type Report, reportOf, reportOfSet, writeAnswer } from './output';
import { readScene } from './scene';

const ADAPTERS = ['auto', 'llvmpipe', 'swiftshader'] as const;
/** Metrics of the progress line, as far as a method has them. */
const SHOWN = 3;

export const solve: Command = {
  name: 'solve',
  summary: 'solve a scene and write its fields and metrics',
  help: `usage: solve SCENE [options] --out DIR

SCENE is a preset's id (see list), a scene file or a link. Without --steps or --seconds the solve ends at the
scene's end time or at the steady state. Ctrl-C stops it and writes what there is.

  --method NAME        the method, if not the scene's own
  --set PATH=VALUE     changes the scene, as in params.Re=700 or grid.n=128; may be given again
  --input NAME=FILE    an .npy array for one of the scene's input fields, axes [y][x]; the answer gets its shape.
                       One axis more in front is a set of cases. May be given again
  --steps N            stop after N steps
  --seconds S          stop after S seconds of wall time
  --seed N             the scene's seed
  --adapter NAME       ${ADAPTERS.join(', ')}
  --json               progress and result as JSON lines on standard output
  --out DIR            where metrics.json, fields.npz and scene.json go; made if missing
  --help               this text

exit code: 0 ok, 2 bad input, 3 not converged, 4 no adapter`,

  async run(args, console) {
    const { values, positionals } = readArguments('solve', args, {
      method: { type: 'string' },
      set: { type: 'string', multiple: true },
      input: { type: 'string', multiple: true },
      steps: { type: 'string' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      adapter: { type: 'string' },
      json: { type: 'boolean' },
      out: { type: 'string' },
    });
    const [word, extra] = positionals;
    if (word === undefined) throw refuse('SCENE is missing: name a scene, as in solve cavity-re100 --out DIR', 'scene');
    if (extra !== undefined) throw refuse(`there are two scenes, ${word} and ${extra}: name one`, 'scene');
    if (values.steps !== undefined && values.seconds !== undefined)
      throw refuse('--steps and --seconds exclude each other', '--steps');
    const limits = {
      ...(values.steps === undefined ? {} : { steps: readInteger('--steps', values.steps, 1) }),
      ...(values.seconds === undefined ? {} : { seconds: readPositive('--seconds', values.seconds) }),
    };
    const adapter = readChoice('--adapter', values.adapter ?? 'auto', ADAPTERS);
    const settings = [
      ...(values.set ?? []),
      ...(values.method === undefined ? [] : [`method=${values.method}`]),
      ...(values.seed === undefined ? [] : [`seed=${readInteger('--seed', values.seed, 0, 0xffff_ffff)}`]),
    ];
    const out = values.out;
    if (!out) throw refuse('--out is missing: name a folder for the answer', '--out');
    const stated = applySettings(await readScene(word), settings);
    const { scene, inputs, set } = casesOf(stated, await Promise.all((values.input ?? []).map(readInput)));
    // Everything that can be refused is, before a GPU is opened or a folder is made.
    for (const one of inputs) planScene(scene, console.methods, one);
    await mkdir(out, { recursive: true }).catch((error: Error) => {
      throw refuse(`--out: the folder ${out} cannot be made (${error.message})`, '--out');
    });

    const gpu = await console.openGpu(adapter);
    try {
      const solutions: Solution[] = [];
      for (const one of inputs) {
        const solution = await solveWith(console.methods, scene, {
          ...limits,
          gpu,
          inputs: one,
          signal: console.interrupt,
          onProgress: (progress) => {
            if (values.json) console.out(JSON.stringify({ event: 'progress', ...progress }));
            else console.err(progressLine(progress));
          },
        });
        solutions.push(solution);
        if (console.interrupt.aborted) break;
      }
      const report = set ? reportOfSet(scene, solutions) : reportOf(scene, solutions[0]!);
      await writeAnswer(out, scene, report, solutions, set);
      if (values.json) console.out(JSON.stringify({ event: 'result', ...report, out }));
      else for (const line of summary(scene, report, out)) console.out(line);
      return EXIT_CODES[report.result.code];
    } finally {
      gpu.close();
    }
  },
};

function progressLine({ step, time, stepMs, metrics }: Progress): string {
  const shown = Object.entries(metrics)
    .filter(([name]) => name !== 't' && name !== 'dt')
    .slice(0, SHOWN);
  const numbers = shown.map(([name, { value, unit }]) => `  ${name} ${short(value)}${unit && ` ${unit}`}`);
  return `step ${step}  t ${short(time)}  ${short(stepMs)} ms/step${numbers.join('')}`;
}

function summary(scene: Scene, report: Report, out: string): string[] {
  const { result, metrics, profiles, steps, time, wallSeconds, adapter, notes } = report;
  return [
    `${scene.id}: ${result.code}${result.advice && ` - ${result.advice}`}`,
    ...(report.cases ? [`${report.cases.length} cases; metrics are means over them`] : []),
    `${steps} steps to t = ${short(time)} in ${wallSeconds.toFixed(1)} s on ${adapter}`,
    ...notes.map((note) => `note: ${note}`),
    ...Object.entries(metrics).map(([name, { value, unit }]) => `${name} = ${short(value)}${unit && ` ${unit}`}`),
    ...profiles.map(
      ({ title, against, points, maxError }) => `${title}: within ${short(maxError)} of ${against} (${points} points)`,
    ),
    `written to ${out}: metrics.json, fields.npz, scene.json`,
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
