import { loaders } from './index';
import type { Method } from './solver';

/** Every method by its id, loaded: for programs that do not mind their size. */
export const methods: Readonly<Record<string, Method>> = Object.fromEntries(
  await Promise.all(Object.entries(loaders).map(async ([id, load]) => [id, await load()] as const)),
);
