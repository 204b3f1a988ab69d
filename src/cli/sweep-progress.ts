import type { Run } from '../sweep/run';
import type { Console } from './console';

const BAR = 24;

/** News of a sweep: a line for each job that is done, on standard error, or JSON lines on standard output. */
export class SweepProgress {
  readonly #console: Console;
  readonly #jobs: number;
  readonly #json: boolean;
  readonly #began = performance.now();
  #before = 0;
  #told = '';

  constructor(console: Console, jobs: number, json: boolean) {
    this.#console = console;
    this.#jobs = jobs;
    this.#json = json;
  }

  /** Jobs that an earlier sweep did. */
  known(count: number): void {
    this.#before = count;
    if (this.#json) this.#say({ event: 'known', count, jobs: this.#jobs });
    else this.#console.err(`${count} of ${this.#jobs} jobs are there from an earlier sweep`);
  }

  done(run: Run, count: number): void {
    const { hash, settings, result, metrics, wallSeconds, host } = run;
    if (this.#json) {
      this.#say({ event: 'job', done: count, jobs: this.#jobs, hash, settings, result, metrics, wallSeconds, host });
      return;
    }
    const filled = Math.round((BAR * count) / this.#jobs);
    const named = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    const [metric] = ['relL2', 'loss', 'residual'].filter((name) => Number.isFinite(metrics[name]?.value));
    const number = metric === undefined ? '' : `  ${metric} ${metrics[metric]!.value.toPrecision(3)}`;
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${count}/${this.#jobs}`;
    this.#console.err(
      `${bar}  ${named.join(' ')}  ${result.code}${number}  ${wallSeconds.toFixed(1)} s${this.#left(count)}`,
    );
  }

  /** What the queue holds, told when it changes. */
  queue(waiting: number, active: number): void {
    const told = `the queue holds ${waiting} waiting jobs, ${active} are being worked on`;
    if (told === this.#told) return;
    this.#told = told;
    if (this.#json) this.#say({ event: 'queue', waiting, active });
    else this.#console.err(told);
  }

  end(runs: readonly Run[], out: string): void {
    const bad = runs.filter(({ result }) => result.code !== 'ok').length;
    if (this.#json) {
      this.#say({ event: 'sweep', done: runs.length, jobs: this.#jobs, notOk: bad, out });
      return;
    }
    const rest = runs.length < this.#jobs ? '; run the same command again for the rest' : '';
    this.#console.out(`${runs.length} of ${this.#jobs} jobs are done, ${bad} of them not ok${rest}`);
    this.#console.out(`written to ${out}: sweep.csv, sweep.md, sweep.json, results/`);
  }

  /** Minutes to go, once there is something to tell them by. */
  #left(count: number): string {
    const fresh = count - this.#before;
    if (fresh < 2 || count === this.#jobs) return '';
    const seconds = ((performance.now() - this.#began) / 1000 / fresh) * (this.#jobs - count);
    return seconds < 90 ? `, ${Math.ceil(seconds)} s to go` : `, ${Math.ceil(seconds / 60)} min to go`;
  }

  #say(news: object): void {
    this.#console.out(JSON.stringify(news));
  }
}
