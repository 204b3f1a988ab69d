import { Failure } from '../../base/result';
import type { Snapshot } from '../solver';
import type { Moment } from './keeper';
import type { Described } from './metrics';

/**
 * What a snapshot holds: the fields, and all that later decisions depend on, so that a run that goes on from it gives
 * the same bits as one that was never saved.
 */
export interface Saved {
  readonly moment: Moment;
  /** Where the present time step began. */
  readonly anchor: Moment;
  /** Largest speed so far. */
  readonly speed: number;
  readonly controller: Readonly<Record<string, number>>;
  /** The status that has been asked for and not been taken in yet. */
  readonly pending: { readonly described: Described; readonly summary: ArrayBuffer } | null;
  readonly fields: Readonly<Record<'velocity' | 'pressure' | 'progress', ArrayBuffer>>;
}

export function pack(method: string, { moment, anchor, speed, controller, pending, fields }: Saved): Snapshot {
  const under = (prefix: string, numbers: object) =>
    Object.entries(numbers).map(([name, value]) => [`${prefix}.${name}`, value as number]);
  const numbers = Object.fromEntries([
    ...under('moment', moment),
    ...under('anchor', anchor),
    ...under('controller', controller),
    ...(pending ? under('pending', pending.described) : []),
    ['speed', speed],
  ]);
  return { method, numbers, arrays: { ...fields, ...(pending ? { summary: pending.summary } : {}) } };
}

/**
 * The inverse of {@link pack}; `bytes` are the sizes that the fields must have.
 * @throws Failure 'bad-input' where the snapshot is of another method or grid, or holds what is no number.
 */
export function unpack(
  method: string,
  snapshot: Snapshot,
  bytes: Readonly<Record<keyof Saved['fields'], number>>,
): Saved {
  const { numbers, arrays } = snapshot;
  const fields = Object.entries(bytes).map(([name, size]) => [name, checkedArray(name, arrays[name], size)]);
  if (snapshot.method !== method) throw refusal();
  const under = (prefix: string) =>
    Object.fromEntries(
      Object.entries(numbers).flatMap(([name, value]) => {
        if (!Number.isFinite(value)) throw refusal();
        return name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), value]] : [];
      }),
    );
  const moment = (prefix: string): Moment => {
    const { stepCount, time } = under(prefix);
    if (!(stepCount >= 0) || time === undefined) throw refusal();
    return { stepCount, time };
  };
  const { speed } = numbers;
  if (!(speed > 0)) throw refusal();
  const summary = arrays.summary;
  return {
    moment: moment('moment'),
    anchor: moment('anchor'),
    speed,
    controller: under('controller'),
    pending: summary ? { described: { ...moment('pending'), dt: under('pending').dt }, summary } : null,
    fields: Object.fromEntries(fields) as Saved['fields'],
  };
}

function checkedArray(name: string, data: ArrayBuffer | undefined, bytes: number): ArrayBuffer {
  if (data?.byteLength !== bytes) throw refusal();
  if (name !== 'progress' && !new Float32Array(data).every(Number.isFinite)) throw refusal();
  return data;
}

function refusal(): Failure {
  return new Failure('bad-input', 'this state belongs to another scene or grid, or is damaged: start anew', 'snapshot');
}
