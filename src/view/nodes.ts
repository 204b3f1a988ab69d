import { floor, max, min, mix, storage, uint, uniform, vec2, vec4, wgslFn } from 'three/tsl';
import { Color, type Node, type StorageBufferNode, Vector2, Vector4, type WebGPURenderer } from 'three/webgpu';
import type { DeviceArray } from '../../solvers/gpu';
import { deviceAttribute, releaseAttribute } from './deviceAttribute';
import type { FlowGrid } from './flowGrid';

export type Float = Node<'float'>;
export type Vec2 = Node<'vec2'>;

/** A WGSL function of shaders/view as a node function; inputs are named as its parameters. */
export function wgsl<T>(code: string): (inputs: Readonly<Record<string, Node | number>>) => Node<T> {
  return wgslFn<Record<string, Node | number>>(code) as unknown as (
    inputs: Readonly<Record<string, Node | number>>,
  ) => Node<T>;
}

/** Device arrays as read-only storage nodes of one display; all of them are let go together. */
export class ArrayNodes {
  readonly #renderer: WebGPURenderer;
  readonly #attributes = new Map<DeviceArray, ReturnType<typeof deviceAttribute>>();

  constructor(renderer: WebGPURenderer) {
    this.#renderer = renderer;
  }

  float(array: DeviceArray): StorageBufferNode<'float'> {
    return storage(this.#attribute(array, 1), 'float', array.bytes / 4).toReadOnly();
  }

  vec2(array: DeviceArray): StorageBufferNode<'vec2'> {
    return storage(this.#attribute(array, 2), 'vec2', array.bytes / 8).toReadOnly();
  }

  vec4(array: DeviceArray): StorageBufferNode<'vec4'> {
    return storage(this.#attribute(array, 4), 'vec4', array.bytes / 16).toReadOnly();
  }

  dispose(): void {
    for (const attribute of this.#attributes.values()) releaseAttribute(this.#renderer, attribute);
    this.#attributes.clear();
  }

  #attribute(array: DeviceArray, itemSize: 1 | 2 | 4) {
    let attribute = this.#attributes.get(array);
    if (!attribute) {
      attribute = deviceAttribute(this.#renderer, array, itemSize);
      this.#attributes.set(array, attribute);
    }
    return attribute;
  }
}

/** Sampling of cell-centred fields in three's shaders: shaders/view/field.wgsl again, in three's shading language. */
export class FieldNodes {
  readonly #flow: FlowGrid;
  readonly #lookup: StorageBufferNode<'float'>;

  constructor(flow: FlowGrid, arrays: ArrayNodes) {
    this.#flow = flow;
    this.#lookup = arrays.float(flow.lookup);
  }

  /** Fractional cell index of a point of the domain, 0 at the first centre, clamped to the outer centres. */
  cellAt(p: Vec2): Vec2 {
    const [x0, x1, y0, y1] = this.#flow.extent;
    const [mx, my] = this.#flow.tables;
    const [nx, ny] = this.#flow.cells;
    const x = this.#along(p.x.sub(x0).div(x1 - x0), nx, 0, mx);
    const y = this.#along(p.y.sub(y0).div(y1 - y0), ny, mx, my);
    return max(min(vec2(x, y), vec2(nx - 1, ny - 1)), vec2(0, 0)).toVar();
  }

  /** Bilinear value of `field` ([ny][nx]) at a fractional cell index; of a field in space on that layer. */
  sample<T extends 'float' | 'vec2'>(field: StorageBufferNode<T>, cell: Vec2, layer?: Node<'uint'>): Node<T> {
    const [nx, ny] = this.#flow.cells;
    const base = floor(cell).toVar();
    const f = cell.sub(base).toVar();
    // Indices as floats up to the last step: exact below 2^24.
    const next = min(base.add(1), vec2(nx - 1, ny - 1)).toVar();
    const [x0, x1] = [uint(base.x).toVar(), uint(next.x).toVar()];
    const rowOf = (y: Float) => (layer ? uint(y).add(layer.mul(uint(ny))) : uint(y)).mul(uint(nx)).toVar();
    const [row0, row1] = [rowOf(base.y as unknown as Float), rowOf(next.y as unknown as Float)];
    const at = (row: Node<'uint'>, column: Node<'uint'>) => field.element(row.add(column)) as unknown as Float;
    const low = mix(at(row0, x0), at(row0, x1), f.x);
    const high = mix(at(row1, x0), at(row1, x1), f.x);
    return mix(low, high, f.y).toVar() as unknown as Node<T>;
  }

  #along(fraction: Float, cells: number, start: number, entries: number): Float {
    // A table of two entries is a straight line: no need to read it.
    if (entries === 2) return fraction.mul(cells).sub(0.5);
    const s = fraction
      .clamp(0, 1)
      .mul(entries - 1)
      .toVar();
    const k = min(floor(s), entries - 2).toVar();
    const at = uint(k.add(start)).toVar();
    const entry = (index: Node<'uint'>) => this.#lookup.element(index) as unknown as Float;
    return mix(entry(at), entry(at.add(uint(1))), s.sub(k));
  }
}

/** What every layer of a pane reads: its view, range and colours. */
export class PaneUniforms {
  /** Clip coordinates = domain coordinates * xy + zw. */
  readonly clip = uniform(new Vector4(1, 1, 0, 0));
  /** Size of the pane in device pixels. */
  readonly pixels = uniform(new Vector2(1, 1));
  /** Device pixels per domain unit. */
  readonly scale = uniform(1);
  /** Device pixels of a nominal pixel: line widths grow with the pane. */
  readonly unit = uniform(1);
  readonly low = uniform(0);
  readonly high = uniform(1);
  /** 0 until the range is known, then up to 1: the picture fades in. */
  readonly reveal = uniform(0);
  /** 1 = strokes are dark, 0 = light: what the colour map needs. */
  readonly ink = uniform(0);
  readonly background = uniform(new Color(0));
  readonly foreground = uniform(new Color(0xffffff));

  /** Clip position of a domain point. */
  toClip(p: Vec2): Node<'vec4'> {
    return vec4(p.mul(this.clip.xy).add(this.clip.zw), 0, 1);
  }

  /** Device pixels, y up, from the pane's centre. */
  toPixels(p: Vec2): Vec2 {
    return p.mul(this.clip.xy).add(this.clip.zw).mul(this.pixels).mul(0.5);
  }

  /** Clip position of device pixels, y up, from the pane's centre. */
  fromPixels(q: Vec2): Node<'vec4'> {
    return vec4(q.mul(2).div(this.pixels), 0, 1);
  }
}
