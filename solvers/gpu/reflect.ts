import './float16';
import {
  makeBindGroupLayoutDescriptors,
  makeShaderDataDefinitions,
  makeStructuredView,
  type StructuredView,
} from 'webgpu-utils';
import type { Kernel } from './kernel';

export interface Reflection {
  readonly entryPoint: string;
  /** One descriptor for each bind group that the entry point uses. */
  readonly layouts: readonly GPUBindGroupLayoutDescriptor[];
  /** Variable name -> binding number in group 0, of the variables that the entry point uses. */
  readonly bindings: ReadonlyMap<string, number>;
  /** Names of the bound variables that the entry point writes to. */
  readonly writable: ReadonlySet<string>;
  /** Names of all bound variables of the source, used or not. */
  readonly declared: ReadonlySet<string>;
}

const cache = new Map<string, Reflection>();

/** Reads bindings and layouts from WGSL that is known to compile. Throws an Error without a compute entry. */
export function reflect(wgsl: string): Reflection {
  let reflection = cache.get(wgsl);
  if (!reflection) {
    const definitions = makeShaderDataDefinitions(wgsl);
    const entries = Object.entries(definitions.entryPoints);
    const [name, entry] = entries[0] ?? [];
    if (!name || !entry || entries.length > 1) throw new Error(`expected one entry point, found ${entries.length}`);
    reflection = {
      entryPoint: name,
      layouts: makeBindGroupLayoutDescriptors(definitions, { compute: { entryPoint: name } }),
      bindings: new Map(entry.resources.map((resource) => [resource.name, resource.entry.binding])),
      writable: new Set(
        entry.resources.filter(({ entry: { buffer } }) => buffer?.type === 'storage').map((resource) => resource.name),
      ),
      declared: new Set([...Object.keys(definitions.uniforms), ...Object.keys(definitions.storages)]),
    };
    cache.set(wgsl, reflection);
  }
  return reflection;
}

/** A host copy of the uniform `variable` with views of its fields, or null where the source has no such one. */
export function uniformView(wgsl: string, variable: string): StructuredView | null {
  const definition = makeShaderDataDefinitions(wgsl).uniforms[variable];
  return definition ? makeStructuredView(definition) : null;
}

/**
 * The `@workgroup_size` of a kernel's source with its override constants put in, or null where it is an
 * expression beyond a literal or a named constant.
 */
export function workgroupSize({ wgsl, constants }: Kernel): readonly number[] | null {
  const source = wgsl.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
  const written = /@workgroup_size\s*\(([^)]*)\)/.exec(source)?.[1];
  if (written === undefined) return null;
  const sizes = written
    .split(',')
    .filter((part) => part.trim())
    .map((part) => {
      const name = part.trim();
      const text =
        constants?.[name] ??
        new RegExp(`\\b(?:const|override)\\s+${name.replace(/\W/g, '')}\\b[^=;]*=\\s*([^;]*);`).exec(source)?.[1] ??
        name;
      return /^\d+[iu]?$/.test(String(text).trim()) ? Number.parseInt(String(text), 10) : Number.NaN;
    });
  if (sizes.some(Number.isNaN)) return null;
  return [sizes[0] ?? 1, sizes[1] ?? 1, sizes[2] ?? 1];
}
