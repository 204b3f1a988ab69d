/** A nap lasts this share of the time for which nothing has happened, within these bounds in milliseconds. */
const SHARE = 1 / 8;
const SHORTEST = 0.05;
const LONGEST = 1;

// Nobody ever wakes it.
const bed = new Int32Array(new SharedArrayBuffer(4));
let pending = 0;
let napping = false;
let quietSince = 0;

/**
 * `promise`, while which every turn of Node's event loop sleeps for a moment. Dawn polls as fast as the loop turns as
 * long as it owes an answer, and a software adapter needs that core for the work itself. Short waits end on time:
 * naps begin at 0.05 ms, grow to an eighth of the wait so far, and never last longer than 1 ms.
 */
export async function napWhile<T>(promise: Promise<T>): Promise<T> {
  pending++;
  quietSince = performance.now();
  if (!napping) {
    napping = true;
    setImmediate(nap);
  }
  try {
    return await promise;
  } finally {
    pending--;
    quietSince = performance.now();
  }
}

function nap(): void {
  napping = pending > 0;
  if (!napping) return;
  const quiet = performance.now() - quietSince;
  Atomics.wait(bed, 0, 0, Math.min(LONGEST, Math.max(SHORTEST, SHARE * quiet)));
  setImmediate(nap);
}
