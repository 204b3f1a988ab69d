import type { Gpu, Runner } from '../../gpu';
import type { Metric } from '../solver';
import { readSummary, type Summary } from './controller';
import { ForceHistory } from './forces';
import { type Described, flowMetrics } from './metrics';
import type { Stage } from './stage';
import { type FlowState, SUMMARY_FLOATS } from './state';

/** Steady when max |du/dt| is below this, in units of speed^2 / shortest side: what is promised is 1e-6. */
const STEADY = 8e-7;
/** A speed that many times the largest given one counts as divergence. */
const RUNAWAY = 1e3;

/** A summary on its way to the host, with the moment that it describes. */
interface Report {
  readonly described: Described;
  readonly summary: Promise<ArrayBuffer>;
}

/** A summary that has arrived. */
interface Known {
  readonly described: Described;
  readonly summary: Summary;
}

/** What the device reports of a run: asked for at a moment, taken in later, shown as metrics. */
export class Reports {
  readonly #gpu: Gpu;
  readonly #state: FlowState;
  readonly #runner: Runner;
  readonly #shortest: number;
  readonly #forces: ForceHistory | null;
  #pending: Report[] = [];
  #metrics: Record<string, Metric> = {};
  #shown = -1;

  constructor({ gpu, state, problem, bodies }: Stage, runner: Runner) {
    this.#gpu = gpu;
    this.#state = state;
    this.#runner = runner;
    this.#shortest = Math.min(...problem.axes.map((axis) => axis.max - axis.min));
    const { speed, length } = problem.scales;
    this.#forces = bodies && speed && length ? new ForceHistory(speed, length) : null;
  }

  get metrics(): Readonly<Record<string, Metric>> {
    return this.#metrics;
  }

  /** Step that the metrics are of, -1 if none. */
  get shown(): number {
    return this.#shown;
  }

  /** Reports asked for and not taken in yet. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Asks for the summary of this moment, to be taken in later. */
  async ask(described: Described): Promise<void> {
    this.#pending.push(await this.#request(described));
  }

  /** Waits for the oldest summary that was asked for. */
  async take(): Promise<Known> {
    const { described, summary } = this.#pending.shift()!;
    return { described, summary: readSummary(await summary) };
  }

  /** Asks for the summary of this moment and waits for it. */
  async now(described: Described): Promise<Known> {
    const { summary } = await this.#request(described);
    return { described, summary: readSummary(await summary) };
  }

  isBad(summary: Summary, speed: number): boolean {
    return summary.badCells > 0 || summary.speed > RUNAWAY * speed;
  }

  isSteady({ change }: Summary, speed: number): boolean {
    return change < (STEADY * speed ** 2) / this.#shortest;
  }

  show({ described, summary }: Known): void {
    this.#shown = described.stepCount;
    this.#forces?.add(described.time, summary.force);
    this.#metrics = { ...flowMetrics(described, summary), ...this.#forces?.metrics() };
  }

  /** Forgets the history of the forces, which belongs to other parameters. */
  restartForces(): void {
    this.#forces?.clear();
  }

  /** Drops what was asked for. */
  drop(): void {
    this.#pending = [];
  }

  /** Forgets everything. */
  clear(): void {
    this.drop();
    this.#metrics = {};
    this.#shown = -1;
    this.#forces?.clear();
  }

  /** The oldest report that is pending, for a snapshot. */
  async save(): Promise<{ described: Described; summary: ArrayBuffer } | null> {
    const [report] = this.#pending;
    return report ? { described: report.described, summary: await report.summary } : null;
  }

  /** Takes up what {@link save} gave. */
  load(saved: { described: Described; summary: ArrayBuffer } | null): void {
    if (saved) this.#pending.push({ described: saved.described, summary: Promise.resolve(saved.summary) });
  }

  async #request(described: Described): Promise<Report> {
    await this.#runner.run(await this.#state.statusProgram());
    const summary = this.#gpu.read(this.#state.summary, 0, 4 * SUMMARY_FLOATS);
    // Awaited a chunk later; until then a loss must not count as unhandled.
    summary.catch(() => {});
    return { described, summary };
  }
}
