import { canonicalText, type Json } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { KeptRun } from '../state/runs/kept-run';
import { asRecord } from './job';
import { type Run, readRun } from './run';

/** Runs that the gallery takes from one sweep; it holds no more. */
const MOST = 40;

/**
 * The runs of a sweep.json as the gallery keeps them: those that gave numbers, named by what they differ in, at most 40.
 * @throws Failure `bad-input` where the text is no sweep, or a run in it is damaged
 */
export function keptRuns(text: string, date: string, newId: () => string): KeptRun[] {
  const { format, version, runs } = asRecord(parsed(text), 'file');
  if (format !== 'nablab-sweep' || version !== 1 || !Array.isArray(runs)) {
    throw new Failure('bad-input', 'The file is JSON, but no sweep of this program (sweep.json).', 'format');
  }
  const whole = runs.map((run) => readRun(run, String(asRecord(run, 'run').hash)));
  return whole
    .filter((run) => Object.keys(run.metrics).length > 0)
    .slice(0, MOST)
    .map((run) => keptRun(run, date, newId()));
}

function keptRun(run: Run, date: string, id: string): KeptRun {
  const { settings, scene, metrics, history } = run;
  const named = Object.entries(settings).map(([path, value]) => `${path.replace(/^params\./, '')} = ${value}`);
  const finite = Object.entries(metrics).filter(([, { value }]) => Number.isFinite(value));
  return {
    ...{
      id,
      name: `${scene.title}: ${named.join(', ')}`,
      pinned: false,
      scene: canonicalText(scene as unknown as Json),
    },
    ...{
      method: run.method ?? '',
      seed: run.seed ?? 0,
      adapter: run.adapter ?? '',
      date,
      step: run.steps,
      time: run.time,
    },
    metrics: Object.fromEntries(finite),
    curves: curvesOf(history, metrics),
    picture: null,
  };
}

function curvesOf({ step = [], time = [], ...others }: Run['history'], metrics: Run['metrics']): KeptRun['curves'] {
  const columns = Object.entries(others).filter(([, values]) => values.length === step.length);
  return {
    steps: Float64Array.from(step),
    times: Float64Array.from(step, (_, k) => time[k] ?? 0),
    columns: columns.map(([name, values]) => {
      const unit = Object.hasOwn(metrics, name) ? metrics[name]!.unit : '';
      return { name, unit, values: Float64Array.from(values) };
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('bad-input', 'The file is not JSON to its end: it was cut.', 'file');
  }
}
