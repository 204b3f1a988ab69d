export { type Fno, fno, fnoCount } from './fno';
export { glorot } from './glorot';
