export { type DeepOnet, deepOnet, deepOnetParts } from './deeponet';
export { type Fno, type FnoPart, fno, fnoCount, fnoParts, partCount } from './fno';
export type { FnoBlocks, Skip } from './fno-blocks';
export { fnoInitial, initialOf } from './fno-initial';
export { glorot } from './glorot';
export * from './jet';
