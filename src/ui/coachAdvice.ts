import type { Outcome } from '../../solvers/base/result';
import type { CoachAction } from '../state/coach-link';
import type { ParameterView } from '../state/library';
import { formatNumber } from './format';
import type { Gauge, Zone } from './gaugeZones';
import { symbolOf } from './symbol';

interface Advice {
  readonly zone: Zone;
  readonly title: string;
  readonly text: string;
  readonly actions: readonly CoachAction[];
}

export interface CoachInput {
  readonly method: string;
  readonly outcome: Outcome;
  readonly gauges: readonly Gauge[];
  readonly parameters: readonly ParameterView[];
  /** Values of the parameters now. */
  readonly values: Readonly<Record<string, number>>;
  /** Cells along the longest side, and the most that fit the GPU. */
  readonly cells: number;
  readonly mostCells: number;
  /** The step that the scene asks for; null = the method chooses. */
  readonly step: number | null;
}

/** What is going on and what to change, in plain words; null where all goes well. */
export function adviceFor(input: CoachInput): Advice | null {
  const { outcome, gauges, step } = input;
  if (outcome.code === 'diverged') return diverged(input);
  if (outcome.code !== 'ok') return null;
  // A step that the method chooses is soon shorter by itself.
  const told = gauges.filter(({ name }) => name === 'peclet' || step !== null);
  const worst = (['bad', 'watch'] as const).flatMap((zone) => told.filter((gauge) => gauge.zone === zone))[0];
  if (!worst) return null;
  return worst.name === 'peclet' ? thinFront(worst, input) : tooLong(worst, input);
}

/** The words on an action's button. */
export function actionInWords(action: CoachAction, step: number | null): string {
  switch (action.kind) {
    case 'cells':
      return `Finer grid: n = ${action.n}`;
    case 'step':
      if (action.dt === null) return 'Let the method choose the step';
      return `${step === null ? 'Set' : 'Halve'} the step: ${formatNumber(action.dt, 3)}`;
    case 'parameter':
      return `Set ${symbolOf(action.name)} to ${formatNumber(action.value, 3)}`;
    case 'restart':
      return 'Begin again';
  }
}

function diverged(input: CoachInput): Advice {
  const { outcome, step } = input;
  const cause =
    step === null
      ? 'The numbers grew without bound although the step was made shorter and shorter. The solution itself may blow up, or something is too thin for the grid.'
      : 'The numbers grew without bound: most likely the time step of the scene is too long for this grid.';
  return {
    zone: 'bad',
    title: 'The run blew up',
    text: `${cause} ${sentence(outcome.advice)}`,
    actions: [...shorter(input), ...finer(input, 2), ...smoother(input, 2), { kind: 'restart' }],
  };
}

function thinFront(gauge: Gauge, input: CoachInput): Advice {
  const actions = [...finer(input, gauge.value / 2), ...smoother(input, gauge.value / 2)];
  const cure = actions.length > 0 ? 'A finer grid or more diffusion resolves it.' : '';
  return {
    zone: gauge.zone,
    title: `Cell Péclet ${formatNumber(gauge.value, 2)}: a front is thinner than a cell`,
    text: `${gauge.words} Where the solution is smooth this does no harm. ${cure}`.trim(),
    actions,
  };
}

function tooLong(gauge: Gauge, input: CoachInput): Advice {
  return {
    zone: gauge.zone,
    title: `${gauge.title} ${formatNumber(gauge.value, 2)}: the step is long`,
    text: gauge.words,
    actions: shorter(input),
  };
}

/** A step that the scene fixes is halved, or left to the method. */
function shorter({ step }: CoachInput): CoachAction[] {
  if (step === null) return [];
  return [
    { kind: 'step', dt: Number((step / 2).toPrecision(3)) },
    { kind: 'step', dt: null },
  ];
}

/** A grid at least `factor` times as fine, in powers of two; as fine as fits. */
function finer({ cells, mostCells }: CoachInput, factor: number): CoachAction[] {
  const wanted = cells * 2 ** Math.max(1, Math.ceil(Math.log2(factor)));
  let n = wanted;
  while (n > mostCells && n > cells) n /= 2;
  return n > cells && Number.isInteger(n) ? [{ kind: 'cells', n }] : [];
}

/** Parameters that spread, and those that stand under a fraction bar where diffusion is meant. */
const DIFFUSIVE = ['nu', 'mu', 'kappa', 'D', 'alpha', 'eps', 'epsilon', 'viscosity'];
const INVERSE = ['Re', 'Pe', 'Ra'];

/** A diffusivity `factor` times as large, in round numbers. */
function smoother({ parameters, values }: CoachInput, factor: number): CoachAction[] {
  const found = parameters.find(({ name }) => DIFFUSIVE.includes(name) || INVERSE.includes(name));
  const value = found && (values[found.name] ?? found.value);
  if (!found || !value || !(value > 0)) return [];
  const next = INVERSE.includes(found.name) ? value / factor : value * factor;
  return [{ kind: 'parameter', name: found.name, value: Number(next.toPrecision(2)) }];
}

/** With a capital and a full stop. */
function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '');
  return trimmed === '' ? '' : `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`;
}
