import { Failure } from '../../solvers/base/result';
import type { Envelope } from './protocol';

/** Runs `work` and turns its value or its failure into data; never rejects. */
export async function reply<T>(work: () => T | Promise<T>): Promise<Envelope<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const failure = asFailure(error);
    const envelope = { ok: false, code: failure.code, detail: failure.message };
    return failure.field === undefined ? envelope : { ...envelope, field: failure.field };
  }
}

/** Any thrown value as a {@link Failure}; what was not foreseen is a `breakdown`. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('breakdown', error instanceof Error ? error.message : String(error));
}
