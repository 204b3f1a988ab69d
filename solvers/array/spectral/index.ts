export { truncationPays } from './cost';
export { lowerLayer, lowerLayerBackward, lowerLayerGradient } from './lower';
export type { LayerShape } from './shape';
