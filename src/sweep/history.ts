import type { Metric } from '../../solvers/methods/solver';

/** Samples of a history at most; when it is full every other one goes. */
const MOST = 240;

/** Metrics on the way of a run. */
export class History {
  readonly #rows: {
    readonly step: number;
    readonly time: number;
    readonly values: Readonly<Record<string, number>>;
  }[] = [];
  #stride = 1;
  #seen = 0;

  /** Takes each `stride`-th sample; a step that was told already is replaced. */
  add(step: number, time: number, metrics: Readonly<Record<string, Metric>>): void {
    const values = Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));
    if (this.#rows.at(-1)?.step === step) this.#rows.pop();
    else if (this.#seen++ % this.#stride !== 0) return;
    this.#rows.push({ step, time, values });
    if (this.#rows.length < MOST) return;
    const kept = this.#rows.filter((_, k) => k % 2 === 0);
    this.#rows.splice(0, this.#rows.length, ...kept);
    this.#stride *= 2;
  }

  /** Columns of equal length: `step`, `time`, and the metrics that are finite numbers in every sample. */
  columns(): Record<string, number[]> {
    const names = Object.keys(this.#rows[0]?.values ?? {});
    const whole = names.filter((name) => this.#rows.every(({ values }) => Number.isFinite(values[name])));
    const column = (name: string): [string, number[]] => [name, this.#rows.map(({ values }) => values[name]!)];
    return {
      ...Object.fromEntries(whole.map(column)),
      step: this.#rows.map(({ step }) => step),
      time: this.#rows.map(({ time }) => time),
    };
  }
}
