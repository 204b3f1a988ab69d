export { canonicalText, type Json, textHash } from './canonical';
export { type Expected, expectations } from './expect';
export { parseScene, parseSceneText } from './parse';
export { DEFAULT_PRESET, type Preset, presetById, presets } from './presets';
export {
  type MetricReference,
  metricReferences,
  type PointSet,
  pointSets,
  type ShippedWeights,
  type StoredReference,
  shippedWeights,
  storedReference,
  type VortexReference,
  vortexReference,
} from './references';
export { coarsen, regrid } from './regrid';
export { type Resolved, resolve } from './resolve';
export type { Constant, Scene } from './schema';
export { applySettings } from './set';
export type { Slider } from './sliders';
export { type StopRules, stopReason, stopRules } from './stop';
