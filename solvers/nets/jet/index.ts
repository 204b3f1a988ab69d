export { modifiedPerceptron, pirateNet } from './gates';
export { type GaussianOptions, gaussians } from './gaussians';
export { type Jet, plus, times } from './jet';
export type { Coordinates, Inputs, JetNetwork, NetworkOptions } from './jet-network';
export type { Stretch } from './layout';
export { perceptron, siren } from './perceptron';
