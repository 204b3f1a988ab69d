import type { Effort, Race, RaceSide } from '../protocol';

/** Neighbours on a curve are this factor of effort apart: it is drawn over logarithms. */
const APART = 1.02;

/** The way of one answer: its error after each effort. */
export class Course {
  readonly title: string;
  /** The latest effort, also where no error is known. */
  effort: Effort | null = null;
  #points: { effort: Effort; error: number }[] = [];

  constructor(title: string) {
    this.title = title;
  }

  /** Adds what was measured; nothing where no step was made since. */
  add(effort: Effort, error: number): void {
    this.effort = effort;
    if (effort.steps === 0 || !Number.isFinite(error)) return;
    // The newest always stands at the end; the one before it stays where it is far enough from its neighbour.
    const [before, last] = [this.#points.at(-2), this.#points.at(-1)];
    const isClose = before && last && last.effort.seconds < APART * before.effort.seconds;
    if (isClose || last?.effort.steps === effort.steps) this.#points.pop();
    this.#points.push({ effort, error });
  }

  clear(): void {
    this.effort = null;
    this.#points = [];
  }

  get side(): RaceSide {
    return {
      title: this.title,
      effort: this.effort,
      seconds: Float64Array.from(this.#points, ({ effort }) => effort.seconds),
      flops: Float64Array.from(this.#points, ({ effort }) => effort.flops),
      errors: Float64Array.from(this.#points, ({ error }) => error),
    };
  }
}

/** Errors of two answers against what they took. */
export class RaceRecord {
  readonly answer: Course;
  readonly rival: Course;
  readonly #truth: string;
  readonly #rivalIsTruth: boolean;

  /** @param truth what errors are measured against; @param rivalIsTruth nothing better than the rival is known */
  constructor(answer: string, rival: string, truth: string, rivalIsTruth: boolean) {
    this.answer = new Course(answer);
    this.rival = new Course(rival);
    this.#truth = truth;
    this.#rivalIsTruth = rivalIsTruth;
  }

  get race(): Race {
    return {
      truth: this.#truth,
      rivalIsTruth: this.#rivalIsTruth,
      answer: this.answer.side,
      rival: this.rival.side,
    };
  }
}
