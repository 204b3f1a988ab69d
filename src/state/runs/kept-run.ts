import { Failure } from '../../../solvers/base/result';
import type { Metric } from '../../../solvers/methods/solver';
import type { Content } from '../../share/autosave/cabinet';
import { arraysOf, type Curves, curvesFrom, unitsOf } from './curves';

/** A run that was kept, with all that it takes to compare it, and to make it again. */
export interface KeptRun {
  readonly id: string;
  readonly name: string;
  /** Pinned runs are never let go of to make room. */
  readonly pinned: boolean;
  /** Canonical text. */
  readonly scene: string;
  readonly method: string;
  readonly seed: number;
  readonly adapter: string;
  /** When it was kept, as ISO 8601. */
  readonly date: string;
  readonly step: number;
  readonly time: number;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly curves: Curves;
  /** A small WebP or PNG of its field; null where there is none. */
  readonly picture: Uint8Array | null;
}

const [MOST_NAME, MOST_PICTURE, MOST_METRICS] = [80, 400_000, 128];
const KIND = 'nablab run';

/** A name as it may be: one line, not too long. */
export function tidyName(name: string): string {
  return name.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_NAME);
}

/** A run as a file. Texts stand in JSON, since a file takes no names that every object has. */
export function contentOf(run: KeptRun): Content {
  const { name, pinned, scene, method, adapter, date, metrics, curves, picture } = run;
  const units = { curves: unitsOf(curves), metrics: mapped(metrics, ({ unit }) => unit) };
  const about = { kind: KIND, name, pinned, scene, method, adapter, date, units };
  return {
    about: mapped(about, (value) => JSON.stringify(value)),
    state: {
      method: KIND,
      numbers: {
        seed: run.seed,
        step: run.step,
        time: run.time,
        ...Object.fromEntries(Object.entries(metrics).map(([key, { value }]) => [`metric.${key}`, value])),
      },
      arrays: { ...arraysOf(curves), ...(picture && { picture: new Uint8Array(picture).buffer }) },
    },
  };
}

/**
 * A run from a file.
 * @param isScene throws where a text is no scene
 * @throws Failure `bad-input` naming what is missing or cannot be
 */
export function runFrom(id: string, { about, state }: Content, isScene: (text: string) => void): KeptRun {
  const { arrays, numbers } = state;
  const texts = mapped(about, (value) => parsed(value));
  if (texts.kind !== KIND) throw refuse('kind', 'says that this is no run');
  const text = (key: string): string => {
    const value = texts[key];
    return typeof value === 'string' ? value : fail(key, 'is no text');
  };
  const number = (key: string): number => {
    const value = Object.hasOwn(numbers, key) ? numbers[key]! : Number.NaN;
    return Number.isFinite(value) ? value : fail(key, 'is no number');
  };
  const scene = text('scene');
  isScene(scene);
  if (Number.isNaN(Date.parse(text('date')))) fail('date', 'is none');
  const units = texts.units as { curves?: Record<string, string>; metrics?: Record<string, string> } | null;
  const named = Object.entries(numbers).filter(([key]) => key.startsWith('metric.'));
  if (named.length > MOST_METRICS) fail('metrics', 'are too many');
  const picture = arrays.picture ? new Uint8Array(arrays.picture) : null;
  if (picture && (picture.length > MOST_PICTURE || !isPicture(picture))) fail('picture', 'is no small picture');
  return {
    id,
    name: tidyName(text('name')) || 'A run',
    pinned: texts.pinned === true,
    scene,
    method: text('method').slice(0, MOST_NAME),
    seed: number('seed'),
    adapter: text('adapter').slice(0, 2 * MOST_NAME),
    date: text('date'),
    step: number('step'),
    time: number('time'),
    metrics: Object.fromEntries(
      named.map(([key, value]) => {
        const name = key.slice('metric.'.length);
        return [name, { value, unit: unitIn(units?.metrics, name) }];
      }),
    ),
    curves: curvesFrom(
      arrays,
      mapped(units?.curves ?? {}, (unit) => (typeof unit === 'string' ? unit : '')),
    ),
    picture,
  };
}

/** Bytes that a run takes, about. */
export function sizeOf({ scene, curves, picture }: KeptRun): number {
  return scene.length + 8 * curves.steps.length * (curves.columns.length + 2) + (picture?.length ?? 0) + 2048;
}

function unitIn(units: Record<string, string> | undefined, name: string): string {
  const unit = units && Object.hasOwn(units, name) ? units[name] : '';
  return typeof unit === 'string' ? unit : '';
}

/** PNG or WebP by their first bytes. */
function isPicture(bytes: Uint8Array): boolean {
  const starts = (...wanted: number[]): boolean => wanted.every((byte, k) => bytes[k] === byte);
  return starts(0x89, 0x50, 0x4e, 0x47) || (starts(0x52, 0x49, 0x46, 0x46) && bytes[8] === 0x57);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function refuse(name: string, why: string): Failure {
  return new Failure('bad-input', `the run's ${name} ${why}`, name);
}

function fail(name: string, why: string): never {
  throw refuse(name, why);
}
