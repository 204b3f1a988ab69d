export { fftF64, irfftF64, rfftF64 } from './fft-f64';
export { lowerFft, lowerIrfft, lowerRfft } from './lower';
export type { FftShape, IrfftShape, RfftShape } from './shapes';
