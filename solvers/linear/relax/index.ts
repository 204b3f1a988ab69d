export { ChebCb } from './cheb-cb';
export { type ChooserState, type OmegaChooser, omegaGrid } from './chooser';
export { TsallisInf } from './tsallis-inf';
