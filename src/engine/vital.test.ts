import { expect, test } from 'vitest';
import { VitalSign } from './vital';

/** Locks by name, and a worker that takes the one it is asked to. */
function worker() {
  const held = new Set<string>();
  let asked = '';
  return {
    held,
    take: () => held.add(asked),
    end: () => held.clear(),
    postMessage: ({ hold }: { hold: string }) => {
      asked = hold;
    },
    locks: {
      query: async () => ({ held: [...held].map((name) => ({ name })), pending: [] }),
    } as unknown as LockManager,
  };
}

test('a worker is gone when it holds its lock no more, not before it has taken it', async () => {
  const one = worker();
  const vital = new VitalSign(one as never, one.locks);
  one.held.add('of somebody else');
  expect(await vital.isGone()).toBe(false);
  one.take();
  expect(await vital.isGone()).toBe(false);
  one.end();
  one.held.add('of somebody else');
  expect(await vital.isGone()).toBe(true);
});

test('where there are no locks nothing is known', async () => {
  expect(await new VitalSign({ postMessage: () => {} }, undefined as never).isGone()).toBe(false);
});
