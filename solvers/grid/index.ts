export { type AxisGrid, isUniform, makeAxisGrid, widthRange } from './axis-grid';
export * from './elliptic';
export {
  applyStencil,
  boxOffsets,
  neighbourIndex,
  pointCount,
  type StencilOperator,
  starOffsets,
} from './stencil-operator';
