import './float16';
import { makeBindGroupLayoutDescriptors, makeShaderDataDefinitions, type ShaderDataDefinitions } from 'webgpu-utils';
import { Failure } from '../base/result';
import type { Kernel } from './kernel';

export interface CompiledKernel {
  readonly kernel: Kernel;
  readonly definitions: ShaderDataDefinitions;
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: GPUComputePipeline;
  /** WGSL variable name -> binding number in group 0. */
  readonly bindings: ReadonlyMap<string, number>;
}

/** Compiles a kernel asynchronously. A compile error carries line, column and the whole source. */
export async function compileKernel(device: GPUDevice, kernel: Kernel): Promise<CompiledKernel> {
  const definitions = makeShaderDataDefinitions(kernel.wgsl);
  const [entryPoint, entry] = Object.entries(definitions.entryPoints)[0]!;
  const module = device.createShaderModule({ label: kernel.name, code: kernel.wgsl });
  const info = await module.getCompilationInfo();
  const error = info.messages.find((message) => message.type === 'error');
  if (error) {
    throw new Failure('breakdown', `${kernel.name}:${error.lineNum}:${error.linePos}: ${error.message}\n${kernel.wgsl}`);
  }
  const [descriptor] = makeBindGroupLayoutDescriptors(definitions, { compute: { entryPoint } });
  const layout = device.createBindGroupLayout(descriptor!);
  const pipeline = await device.createComputePipelineAsync({
    label: kernel.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: entryPoint!, constants: kernel.constants ?? {} },
  });
  const bindings = new Map(entry!.resources.map((resource) => [resource.name, resource.entry.binding]));
  return { kernel, definitions, layout, pipeline, bindings };
}
