export { type Fno, type FnoPart, fno, fnoCount, fnoParts, partCount } from './fno';
export { fnoInitial } from './fno-initial';
export { glorot } from './glorot';
export * from './jet';
