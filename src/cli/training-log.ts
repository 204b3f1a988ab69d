import { appendFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../drive';

const NAME = 'log.jsonl';

/**
 * DIR/log.jsonl: one line of JSON a second or so, with the step, the seconds of training so far, and the metrics, the
 * loss among them. What a run that goes on from a checkpoint does again is not there twice.
 */
export class TrainingLog {
  readonly #path: string;
  readonly #before: number;
  readonly #began = performance.now();

  private constructor(path: string, before: number) {
    this.#path = path;
    this.#before = before;
  }

  /** @param from the step that the run begins at, after `before` seconds of earlier runs */
  static async open(folder: string, from: number, before: number): Promise<TrainingLog> {
    const path = join(folder, NAME);
    const text = from === 0 ? '' : await readFile(path, 'utf8').catch(() => '');
    const kept = text.split('\n').filter((line) => stepOf(line) <= from);
    writeFileSync(path, kept.map((line) => `${line}\n`).join(''));
    return new TrainingLog(path, before);
  }

  /** Seconds of training, earlier runs included. */
  get seconds(): number {
    return this.#before + (performance.now() - this.#began) / 1000;
  }

  add({ step, metrics }: Progress): void {
    const values = Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));
    const line = { step, seconds: Number(this.seconds.toFixed(3)), ...values };
    // At once: what was told must be there after a crash.
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }
}

/** The step of a line; of one that was torn, none. */
function stepOf(line: string): number {
  try {
    const { step } = JSON.parse(line) as { step?: unknown };
    return typeof step === 'number' ? step : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
