import { expect, it } from 'vitest';
import { latest } from './latest';

it('sends the first and the newest value, never two at once', async () => {
  const sent: number[] = [];
  const release: (() => void)[] = [];
  const send = latest<[number]>(
    (value) => {
      sent.push(value);
      return new Promise<void>((resolve) => release.push(resolve));
    },
    () => {},
  );
  send(1);
  send(2);
  send(3);
  expect(sent).toEqual([1]);
  release[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sent).toEqual([1, 3]);
});

it('goes on after a failure', async () => {
  const errors: unknown[] = [];
  const send = latest<[number]>(
    (value) => (value === 1 ? Promise.reject(new Error('no')) : Promise.resolve()),
    (error) => errors.push(error),
  );
  send(1);
  send(2);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(errors).toHaveLength(1);
});
