export type { DeviceArray } from './gpu';
export { Gpu, openGpu } from './gpu';
export type { Kernel, KernelCost } from './kernel';
export { Program, Recorder, type Extent } from './program';
