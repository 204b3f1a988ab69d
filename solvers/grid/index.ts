export { type AxisGrid, makeAxisGrid, widthRange } from './axis-grid';
