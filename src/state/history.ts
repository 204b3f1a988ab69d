import type { Metric } from '../../solvers/methods/solver';

/**
 * The course of every metric since the start of the run, in fixed memory: when it is full, every second sample
 * goes and from then on only every second is taken, so that the whole run stays in view at an even density.
 */
export class MetricHistory {
  private readonly steps: Float64Array;
  private readonly times: Float64Array;
  private readonly columns = new Map<string, { unit: string; values: Float64Array }>();
  private readonly listeners = new Set<() => void>();
  private count = 0;
  private stride = 1;
  private offered = 0;
  private changes = 0;

  /** `capacity`: samples kept at most; even. */
  constructor(private readonly capacity = 2048) {
    this.steps = new Float64Array(capacity);
    this.times = new Float64Array(capacity);
  }

  /** Number of samples. */
  get length(): number {
    return this.count;
  }

  /** Changes with every change; for useSyncExternalStore. */
  readonly version = (): number => this.changes;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * Adds a sample; one at the step of the last sample, or with the same
   * numbers, is dropped; one before it starts the history anew.
   */
  push(step: number, time: number, metrics: Readonly<Record<string, Metric>>): void {
    const last = this.count > 0 ? (this.steps[this.count - 1] as number) : -1;
    if (step === last) return;
    if (step < last) this.empty();
    else if (this.count > 0 && this.isLast(metrics)) return;
    this.offered += 1;
    if ((this.offered - 1) % this.stride !== 0) return;
    if (this.count === this.capacity) this.thin();
    this.steps[this.count] = step;
    this.times[this.count] = time;
    for (const [name, { value, unit }] of Object.entries(metrics)) {
      let column = this.columns.get(name);
      if (!column) {
        column = { unit, values: new Float64Array(this.capacity).fill(Number.NaN) };
        this.columns.set(name, column);
      }
      column.values[this.count] = value;
    }
    this.count += 1;
    this.changed();
  }

  clear(): void {
    this.empty();
    this.changed();
  }

  names(): readonly string[] {
    return [...this.columns.keys()];
  }

  unit(name: string): string {
    return this.columns.get(name)?.unit ?? '';
  }

  /** Steps, times and the named series, each `length` long; views into the memory, valid until the next push. */
  series(names: readonly string[]): { steps: Float64Array; times: Float64Array; values: Float64Array[] } {
    const values = names.map((name) => this.columns.get(name)?.values.subarray(0, this.count) ?? new Float64Array(0));
    return { steps: this.steps.subarray(0, this.count), times: this.times.subarray(0, this.count), values };
  }

  /** Metrics are measured more rarely than told: the same numbers again are no measurement. */
  private isLast(metrics: Readonly<Record<string, Metric>>): boolean {
    const last = this.count - 1;
    return Object.entries(metrics).every(([name, { value }]) => Object.is(this.columns.get(name)?.values[last], value));
  }

  private empty(): void {
    this.count = 0;
    this.stride = 1;
    this.offered = 0;
    this.columns.clear();
  }

  private thin(): void {
    const half = this.capacity / 2;
    for (const values of [this.steps, this.times, ...[...this.columns.values()].map((column) => column.values)]) {
      for (let i = 0; i < half; i += 1) values[i] = values[2 * i] as number;
      values.fill(Number.NaN, half);
    }
    this.count = half;
    this.stride *= 2;
    // The sample that found the memory full is the first one of the new stride.
    this.offered = 1;
  }

  private changed(): void {
    this.changes += 1;
    for (const listener of this.listeners) listener();
  }
}
