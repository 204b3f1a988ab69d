import type { Metric } from '../../solvers/methods/solver';
import { formatNumber } from './format';

/** `good`: nothing to do; `watch`: it works, with a reserve that is used up; `bad`: what comes out cannot be trusted. */
export type Zone = 'good' | 'watch' | 'bad';

/** A dimensionless number beside what it may be. */
export interface Gauge {
  readonly name: 'courant' | 'diffusion' | 'peclet' | 'stepError';
  readonly title: string;
  readonly value: number;
  /** Where `good` and where `watch` ends. */
  readonly limits: readonly [number, number];
  readonly zone: Zone;
  /** What the number says here, in one sentence. */
  readonly words: string;
}

interface GaugeInput {
  readonly method: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** What the method says of itself. */
  readonly notes: readonly string[];
}

/** What is known of a scheme that its numbers are judged by. */
interface Scheme {
  /** Steps are explicit: each term has a limit of its own. */
  readonly isExplicit: boolean;
  /** Fronts thinner than a cell are held without ripples. */
  readonly holdsFronts: boolean;
}

/** The gauges that a run's numbers fill. Limits: see the method's README; cell Peclet: 2 for central differences. */
export function gaugesOf(input: GaugeInput): Gauge[] {
  const scheme = schemeOf(input);
  const value = (name: string): number => input.metrics[name]?.value ?? Number.NaN;
  return [
    courant(value('courant'), input.method),
    peclet(value('peclet'), value('diffusion'), scheme),
    diffusion(value('diffusion'), scheme),
    stepError(value('stepError')),
  ].filter((gauge) => gauge !== null);
}

/** Where a value stands on a bar of three equal parts, one a zone; 0 to 1. */
export function positionOf({ value, limits: [good, watch] }: Pick<Gauge, 'value' | 'limits'>): number {
  if (value <= good) return value / good / 3;
  if (value <= watch) return (1 + (value - good) / (watch - good)) / 3;
  return (3 - watch / value) / 3;
}

function schemeOf({ method, notes }: GaugeInput): Scheme {
  const holdsFronts = notes.some((note) => note.includes('WENO'));
  return { isExplicit: method === 'flow' || holdsFronts, holdsFronts };
}

function zoneOf(value: number, [good, watch]: readonly [number, number]): Zone {
  if (value <= good) return 'good';
  return value <= watch ? 'watch' : 'bad';
}

function courant(value: number, method: string): Gauge | null {
  if (!(value > 0)) return null;
  // Flow keeps from its limit of 1.73 by a fifth; a step of evolve is chosen by its error, which ends near 1 or below.
  const limits = method === 'flow' ? ([1.41, 1.73] as const) : ([1, 2] as const);
  const zone = zoneOf(value, limits);
  const far = `In a step the fastest signal crosses ${formatNumber(value, 2)} cells`;
  const verdict = {
    good: 'within what the scheme can follow.',
    watch: 'near the most that the scheme can follow.',
    bad: 'more than the scheme can follow: use a shorter step.',
  }[zone];
  return { name: 'courant', title: 'Courant number', value, limits, zone, words: `${far}: ${verdict}` };
}

function peclet(value: number, diffusivity: number, scheme: Scheme): Gauge | null {
  if (!(value > 0 && diffusivity > 0)) return null;
  const limits = [2, 10] as const;
  const raw = zoneOf(value, limits);
  const zone = scheme.holdsFronts && raw === 'bad' ? 'watch' : raw;
  const words =
    raw === 'good'
      ? 'The thinnest possible front is as wide as cells or wider: it is resolved.'
      : `A front would be ${formatNumber(1 / value, 2)} of a cell thick${
          scheme.holdsFronts ? ': it is held sharp without ripples, but not resolved.' : ': it may ripple.'
        }`;
  return { name: 'peclet', title: 'Cell Péclet number', value, limits, zone, words };
}

function diffusion(value: number, scheme: Scheme): Gauge | null {
  if (!(value > 0)) return null;
  const title = 'Diffusion number';
  const moved = `In a step diffusion spreads over ${formatNumber(Math.sqrt(2 * value), 2)} cells`;
  if (!scheme.isExplicit) {
    // Linear diffusion is stepped exactly: whatever the number is, it is good.
    const limits = [2 * value, Number.POSITIVE_INFINITY] as const;
    const words = `${moved}: no limit here, it is stepped exactly.`;
    return { name: 'diffusion', title, value, limits, zone: 'good', words };
  }
  const limits = [0.5, 0.62] as const;
  const zone = zoneOf(value, limits);
  const verdict = {
    good: 'within the limit of an explicit step.',
    watch: 'near the limit of an explicit step.',
    bad: 'over the limit of an explicit step: use a shorter step.',
  }[zone];
  return { name: 'diffusion', title, value, limits, zone, words: `${moved}: ${verdict}` };
}

function stepError(value: number): Gauge | null {
  if (!(value > 0)) return null;
  const limits = [1, 2] as const;
  const zone = zoneOf(value, limits);
  const share = Number.isFinite(value) ? `${formatNumber(100 * value, 2)} %` : 'far more than all';
  const words = `The last trial of half the step found ${share} of the error that is allowed${
    zone === 'good' ? '.' : ': the step is being shortened.'
  }`;
  return { name: 'stepError', title: 'Error of a step', value, limits, zone, words };
}
