import { expect, it } from 'vitest';
import { alignProfile } from './profile';

it('sets columns over one ascending abscissa', () => {
  const data = alignProfile({ positions: [0, 0.5, 1], values: [1, 2, 3] }, [
    { positions: [1, 0.25], values: [30, 10] },
  ]);
  expect(data).toEqual([
    [0, 0.25, 0.5, 1],
    [1, null, 2, 3],
    [null, 10, null, 30],
  ]);
});
