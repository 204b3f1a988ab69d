/** How a solve ended. Failure is a value, never a bare throw. */
export type ResultCode =
  | 'ok'
  | 'not-converged'
  | 'diverged'
  | 'breakdown'
  | 'bad-input'
  | 'no-adapter'
  | 'out-of-memory'
  | 'lost';

/** A result code with one sentence that says what the user can do about it. */
export interface Outcome {
  readonly code: ResultCode;
  readonly advice: string;
}

/** The exit code of the command line for each result code. */
export const EXIT_CODES: Readonly<Record<ResultCode, number>> = {
  ok: 0,
  'bad-input': 2,
  'not-converged': 3,
  diverged: 3,
  breakdown: 3,
  'out-of-memory': 3,
  lost: 3,
  'no-adapter': 4,
};

export const OK: Outcome = { code: 'ok', advice: '' };

/**
 * The one error class of the engine: a result code, advice, and for outside input the name of the
 * offending field. Hosts turn it into an {@link Outcome}; `code` survives a trip through a worker as data.
 */
export class Failure extends Error {
  readonly code: ResultCode;
  readonly field: string | undefined;
  constructor(code: ResultCode, advice: string, field?: string) {
    super(advice);
    this.name = 'Failure';
    this.code = code;
    this.field = field;
  }
  outcome(): Outcome {
    return { code: this.code, advice: this.message };
  }
}
