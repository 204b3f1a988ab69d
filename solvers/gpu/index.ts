export { isSoftware, openGpu, type OpenOptions } from './adapter';
export type { DeviceArray } from './array';
export { type CompiledKernel, KernelCompileError } from './compile';
export type { Counters } from './counters';
export { type AdapterFacts, Gpu, type GpuOptions } from './gpu';
export type { Kernel, KernelCost } from './kernel';
export { type Extent, foldItems, Program, Recorder } from './program';
export { Uniforms, type UniformValue } from './uniforms';
