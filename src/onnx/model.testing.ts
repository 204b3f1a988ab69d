import { erfF64 } from '../../solvers/array/erf';
import { sizeOf, stridesOf } from '../../solvers/array/shape';

/** An array of a model in f64. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

interface Operation {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, number[]>>;
}

/** What is read of a file. */
export interface ReadModel {
  readonly operations: readonly Operation[];
  readonly constants: ReadonlyMap<string, Values>;
  /** Shapes by name. */
  readonly inputs: Readonly<Record<string, number[]>>;
  readonly outputs: Readonly<Record<string, number[]>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Fields of a message by number: whole numbers and bytes. */
type Message = Map<number, (bigint | Uint8Array)[]>;

function messageOf(bytes: Uint8Array): Message {
  const message: Message = new Map();
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) return BigInt.asIntN(64, value);
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    if (tag % 8 !== 0 && tag % 8 !== 2) throw new Error(`no wire type ${tag % 8} is written`);
    let value: bigint | Uint8Array = varint();
    if (tag % 8 === 2) {
      const end = at + Number(value);
      value = bytes.subarray(at, end);
      at = end;
    }
    message.set(tag >> 3, [...(message.get(tag >> 3) ?? []), value]);
  }
  if (at !== bytes.length) throw new Error('a message ends within a field');
  return message;
}

const all = (message: Message, field: number) => (message.get(field) ?? []) as Uint8Array[];
const wholes = (message: Message, field: number) => (message.get(field) ?? []).map(Number);
const texts = (message: Message, field: number) => all(message, field).map((raw) => new TextDecoder().decode(raw));

/** Reads a model that `OnnxModel` wrote. */
export function readOnnx(bytes: Uint8Array): ReadModel {
  const model = messageOf(bytes);
  const graph = messageOf(all(model, 7)[0]!);
  const ports = (field: number) =>
    Object.fromEntries(
      all(graph, field).map((raw) => {
        const port = messageOf(raw);
        const tensor = messageOf(all(messageOf(all(port, 2)[0]!), 1)[0]!);
        const extents = all(messageOf(all(tensor, 2)[0]!), 1);
        return [texts(port, 1)[0]!, extents.map((extent) => wholes(messageOf(extent), 1)[0]!)];
      }),
    );
  return {
    operations: all(graph, 1).map((raw) => {
      const node = messageOf(raw);
      const attributes = all(node, 5).map((one): [string, number[]] => {
        const own = messageOf(one);
        return [texts(own, 1)[0]!, [...wholes(own, 3), ...wholes(own, 8)]];
      });
      const type = texts(node, 4)[0]!;
      return { type, inputs: texts(node, 1), outputs: texts(node, 2), attributes: Object.fromEntries(attributes) };
    }),
    constants: new Map(
      all(graph, 5).map((raw) => {
        const tensor = messageOf(raw);
        const own = Uint8Array.from(all(tensor, 9)[0]!).buffer;
        const isFloat = wholes(tensor, 2)[0] === 1;
        const data = Float64Array.from(isFloat ? new Float32Array(own) : Array.from(new BigInt64Array(own), Number));
        return [texts(tensor, 8)[0]!, { shape: wholes(tensor, 1), data }];
      }),
    ),
    inputs: ports(11),
    outputs: ports(12),
    metadata: Object.fromEntries(
      all(model, 14).map((raw) => [texts(messageOf(raw), 1)[0]!, texts(messageOf(raw), 2)[0]!]),
    ),
  };
}

/** The outputs of a model in f64, by plain loops after https://onnx.ai/onnx/operators. */
export function runOnnx(model: ReadModel, inputs: Readonly<Record<string, ArrayLike<number>>>): Record<string, Values> {
  const known = new Map(model.constants);
  for (const [name, shape] of Object.entries(model.inputs)) {
    known.set(name, { shape, data: Float64Array.from(inputs[name]!) });
  }
  for (const { type, inputs: names, outputs, attributes } of model.operations) {
    const operands = names.map((name) => {
      const found = known.get(name);
      if (!found) throw new Error(`${name} is read before it is there`);
      return found;
    });
    const made = (MAPS[type] ? mapped(MAPS[type], operands) : OTHERS[type]?.(operands, attributes)) ?? null;
    if (!made) throw new Error(`${type} is not known here`);
    if (made.data.length !== sizeOf(made.shape))
      throw new Error(`${type}: ${made.data.length} numbers for ${made.shape}`);
    known.set(outputs[0]!, made);
  }
  return Object.fromEntries(
    Object.entries(model.outputs).map(([name, shape]) => {
      const found = known.get(name)!;
      if (found.shape.join() !== shape.join()) throw new Error(`${name} is ${found.shape}, not ${shape}`);
      return [name, found];
    }),
  );
}

const MAPS: Record<string, (...args: number[]) => number> = {
  Add: (a, b) => a! + b!,
  Sub: (a, b) => a! - b!,
  Mul: (a, b) => a! * b!,
  Div: (a, b) => a! / b!,
  Neg: (a) => -a!,
  Sqrt: Math.sqrt,
  Exp: Math.exp,
  Log: Math.log,
  Sin: Math.sin,
  Cos: Math.cos,
  Tanh: Math.tanh,
  Erf: erfF64,
  Abs: Math.abs,
  Sign: Math.sign,
  Floor: Math.floor,
  Max: Math.max,
  Min: Math.min,
  Greater: (a, b) => Number(a! > b!),
  GreaterOrEqual: (a, b) => Number(a! >= b!),
  Less: (a, b) => Number(a! < b!),
  And: (a, b) => Number(a! !== 0 && b! !== 0),
  Where: (c, a, b) => (c !== 0 ? a! : b!),
  Cast: (a) => a!,
  Identity: (a) => a!,
};

/** Numbers of an array by the places of another shape that it broadcasts to. */
function spread({ shape, data }: Values, to: readonly number[]): Float64Array {
  const own = stridesOf(shape);
  const strides = stridesOf(to);
  const added = to.length - shape.length;
  return Float64Array.from({ length: sizeOf(to) }, (_, k) => {
    let at = 0;
    for (const [d, extent] of shape.entries()) {
      const place = Math.floor(k / strides[d + added]!) % to[d + added]!;
      if (extent !== 1 && extent !== to[d + added]) throw new Error(`${shape} does not broadcast to ${to}`);
      at += (extent === 1 ? 0 : place) * own[d]!;
    }
    return data[at]!;
  });
}

function common(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((own) => own[own.length - rank + axis] ?? 1)),
  );
}

function mapped(f: (...args: number[]) => number, operands: readonly Values[]): Values {
  const shape = common(operands.map((one) => one.shape));
  const spreads = operands.map((one) => spread(one, shape));
  return { shape, data: spreads[0]!.map((_, k) => f(...spreads.map((own) => own[k]!))) };
}

/** Each element of a result by the place that it is read from in the first operand; null: zero. */
function picked(x: Values, shape: readonly number[], from: (at: number[]) => number[] | null): Values {
  const [strides, own] = [stridesOf(shape), stridesOf(x.shape)];
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, k) => {
    const place = from(shape.map((extent, d) => Math.floor(k / strides[d]!) % extent));
    return place ? x.data[place.reduce((sum, coordinate, d) => sum + coordinate * own[d]!, 0)]! : 0;
  });
  return { shape, data };
}

type Whole = (operands: readonly Values[], attributes: Readonly<Record<string, number[]>>) => Values;

function reduced(
  [x]: readonly Values[],
  axes: readonly number[],
  start: number,
  f: (a: number, b: number) => number,
): Values {
  const kept = [...x!.shape.keys()].filter((axis) => !axes.includes(axis));
  const shape = kept.map((axis) => x!.shape[axis]!);
  const [own, strides] = [stridesOf(shape), stridesOf(x!.shape)];
  const data = new Float64Array(sizeOf(shape)).fill(start);
  for (const [k, value] of x!.data.entries()) {
    const at = kept.reduce((sum, axis, d) => sum + (Math.floor(k / strides[axis]!) % x!.shape[axis]!) * own[d]!, 0);
    data[at] = f(data[at]!, value);
  }
  return { shape, data };
}

const OTHERS: Record<string, Whole> = {
  Reshape: ([x, shape]) => ({ shape: [...shape!.data], data: x!.data }),
  Expand: ([x, to]) => {
    const shape = common([x!.shape, [...to!.data]]);
    return { shape, data: spread(x!, shape) };
  },
  Transpose: ([x], { perm }) =>
    picked(
      x!,
      perm!.map((axis) => x!.shape[axis]!),
      (at) => x!.shape.map((_, axis) => at[perm!.indexOf(axis)]!),
    ),
  Slice: ([x, starts, ends, axes, steps]) => {
    const cuts = x!.shape.map((extent, axis) => {
      const k = axes!.data.indexOf(axis);
      if (k < 0) return { start: 0, step: 1, count: extent };
      const [start, step] = [starts!.data[k]!, steps!.data[k]!];
      const end = Math.min(extent, Math.max(step < 0 ? -1 : 0, ends!.data[k]!));
      return { start, step, count: Math.ceil((end - start) / step) };
    });
    return picked(
      x!,
      cuts.map(({ count }) => count),
      (at) => at.map((place, d) => cuts[d]!.start + cuts[d]!.step * place),
    );
  },
  Pad: ([x, pads]) => {
    const rank = x!.shape.length;
    const shape = x!.shape.map((extent, d) => extent + pads!.data[d]! + pads!.data[d + rank]!);
    return picked(x!, shape, (at) => {
      const place = at.map((coordinate, d) => coordinate - pads!.data[d]!);
      return place.every((coordinate, d) => coordinate >= 0 && coordinate < x!.shape[d]!) ? place : null;
    });
  },
  Concat: (parts, { axis }) => {
    if (axis![0] !== 0) throw new Error('parts stand one after the other along the first axis');
    const total = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
    return { shape: parts[0]!.shape.with(0, total), data: Float64Array.from(parts.flatMap(({ data }) => [...data])) };
  },
  ReduceSum: ([x, axes]) => reduced([x!], [...axes!.data], 0, (a, b) => a + b),
  ReduceMax: ([x], { axes }) => reduced([x!], axes!, Number.NEGATIVE_INFINITY, Math.max),
  Gather: ([x, indices], { axis }) => {
    if (axis![0] !== 1) throw new Error('elements are gathered along the second axis');
    const shape = [x!.shape[0]!, ...indices!.shape, x!.shape[2]!];
    return picked(x!, shape, ([o, j, i]) => [o!, indices!.data[j!]!, i!]);
  },
  MatMul: ([a, b]) => {
    const [m, k, n] = [a!.shape.at(-2)!, a!.shape.at(-1)!, b!.shape.at(-1)!];
    const batch = common([a!.shape.slice(0, -2), b!.shape.slice(0, -2)]);
    const left = spread(a!, [...batch, m, k]);
    const right = spread(b!, [...batch, k, n]);
    const data = new Float64Array(sizeOf(batch) * m * n);
    for (let row = 0; row < sizeOf(batch) * m; row++) {
      for (let p = 0; p < k; p++) {
        const from = (Math.floor(row / m) * k + p) * n;
        for (let c = 0; c < n; c++) data[row * n + c]! += left[row * k + p]! * right[from + c]!;
      }
    }
    return { shape: [...batch, m, n], data };
  },
};
