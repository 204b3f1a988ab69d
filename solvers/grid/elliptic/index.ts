export { type ChannelStencil, type ChannelTerm, stencilOfChannels } from './channels';
export { Discretisation, type Imbalance } from './discretisation';
export { discretise } from './discretise';
export { coefficientsOf } from './form-values';
export { type EllipticForm, ellipticForm, type OtherForm } from './from-formula';
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
