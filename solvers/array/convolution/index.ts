export { type ConvolutionShape, lowerConvolution, lowerConvolutionBack, lowerConvolutionWeights } from './lower';
export { type Axis, tapsOf } from './taps';
