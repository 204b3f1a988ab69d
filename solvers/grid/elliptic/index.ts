export { Discretisation, type Imbalance } from './discretisation';
export { discretise } from './discretise';
export type {
  At,
  Box,
  EllipticProblem,
  Mask,
  Obstacle,
  OfPlace,
  Quantity,
  Sides,
  Tensor,
  Wall,
} from './problem';
