/**
 * Sends the newest value only: while one call is under way, later values replace each other, and the last one
 * goes when the call has settled. Errors go to `onError`. For sliders, cameras and probes, which change faster
 * than anyone can answer.
 */
export function latest<A extends unknown[]>(
  send: (...args: A) => Promise<unknown>,
  onError: (error: unknown) => void,
): (...args: A) => void {
  let busy = false;
  let waiting: A | null = null;
  const go = (args: A): void => {
    busy = true;
    send(...args)
      .catch(onError)
      .finally(() => {
        busy = false;
        if (!waiting) return;
        const next = waiting;
        waiting = null;
        go(next);
      });
  };
  return (...args) => {
    if (busy) waiting = args;
    else go(args);
  };
}
