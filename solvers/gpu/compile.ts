import { Failure } from '../base/result';
import type { Kernel } from './kernel';
import type { DeviceLife } from './life';
import { type Reflection, reflect, workgroupSize } from './reflect';

export interface CompiledKernel {
  readonly kernel: Kernel;
  readonly reflection: Reflection;
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: GPUComputePipeline;
}

/** WGSL that the device refused: where, why, and the lines around. `line` is 0 where the place is not known. */
export class KernelCompileError extends Failure {
  readonly kernel: string;
  readonly line: number;
  readonly column: number;
  /** The whole source. */
  readonly source: string;

  constructor(kernel: Kernel, line: number, column: number, reason: string) {
    const place = line > 0 ? `${kernel.name}:${line}:${column}` : kernel.name;
    super('breakdown', `${place}: ${reason}${excerpt(kernel.wgsl, line, column)}`);
    this.name = 'KernelCompileError';
    this.kernel = kernel.name;
    this.line = line;
    this.column = column;
    this.source = kernel.wgsl;
  }
}

function excerpt(source: string, line: number, column: number): string {
  if (line < 1) return '';
  const from = Math.max(1, line - 2);
  const rows = source.split('\n').slice(from - 1, line + 2);
  const shown = rows.map((row, k) => `${String(from + k).padStart(5)} | ${row}`);
  shown.splice(line - from + 1, 0, `      | ${' '.repeat(Math.max(0, column - 1))}^`);
  return `\n${shown.join('\n')}`;
}

/** The key of a compiled kernel: its final source and the values of its constants. */
export function kernelKey(kernel: Kernel): string {
  return `${kernel.wgsl}\u0000${JSON.stringify(kernel.constants ?? {})}\u0000${kernel.workgroup.join()}`;
}

/** Compiles without blocking. Throws {@link KernelCompileError}, or `lost`. */
export async function compileKernel(device: GPUDevice, life: DeviceLife, kernel: Kernel): Promise<CompiledKernel> {
  // The scope keeps the same error from being reported a second time as uncaptured.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: kernel.name, code: kernel.wgsl });
  const [refused, { messages }] = await life.settle(Promise.all([device.popErrorScope(), module.getCompilationInfo()]));
  const error = messages.find((message) => message.type === 'error');
  if (error) throw new KernelCompileError(kernel, error.lineNum, error.linePos, error.message);
  if (refused) throw new KernelCompileError(kernel, 0, 0, refused.message);

  const reflection = reflectOf(kernel);
  const size = workgroupSize(kernel);
  if (size && size.join() !== kernel.workgroup.join()) {
    const reason = `the kernel says workgroup [${kernel.workgroup.join(', ')}], its source @workgroup_size(${size.join(', ')})`;
    throw new KernelCompileError(kernel, lineOf(kernel.wgsl, '@workgroup_size'), 1, reason);
  }
  const { entryPoint, layouts } = reflection;
  if (layouts.length > 1) throw new KernelCompileError(kernel, 0, 0, 'all bindings must be in group 0');
  const layout = device.createBindGroupLayout(layouts[0] ?? { entries: [] });
  const pipeline = await life
    .settle(
      device.createComputePipelineAsync({
        label: kernel.name,
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint, constants: kernel.constants ?? {} },
      }),
    )
    .catch((reason: unknown) => {
      if (reason instanceof Failure) throw reason;
      throw new KernelCompileError(kernel, 0, 0, reason instanceof Error ? reason.message : String(reason));
    });
  return { kernel, reflection, layout, pipeline };
}

function reflectOf(kernel: Kernel): Reflection {
  try {
    return reflect(kernel.wgsl);
  } catch (error) {
    throw new KernelCompileError(
      kernel,
      0,
      0,
      `its bindings cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function lineOf(source: string, text: string): number {
  return source.slice(0, source.indexOf(text)).split('\n').length;
}
