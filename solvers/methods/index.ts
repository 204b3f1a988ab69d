import { design } from './design';
import { flow } from './flow';
import { multigrid } from './multigrid';
import type { Method } from './solver';

/** Every method by its id; one line each. */
export const methods: Readonly<Record<string, Method>> = {
  flow,
  multigrid,
  design,
};
