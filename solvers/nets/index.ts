export { type DeepOnet, deepOnet, deepOnetParts } from './deeponet';
export { fno } from './fno';
export type { FnoBlocks, Skip } from './fno-blocks';
export { fnoInitial, initialOf } from './fno-initial';
export { arraysOf, type Fno, type FnoPart, fnoCount, fnoParts, partCount, type Variant } from './fno-parts';
export { tuckerExtents, tuckerRanks } from './fno-tucker';
export { glorot } from './glorot';
export * from './jet';
