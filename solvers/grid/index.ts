export { type AxisGrid, isUniform, makeAxisGrid, widthRange } from './axis-grid';
