import type { Node } from '../../solvers/array';
import { initialValue, nameOf } from '../../solvers/array/leaves';
import { sameShape, sizeOf } from '../../solvers/array/shape';
import { Failure } from '../../solvers/base/result';
import { OnnxModel, type Port } from './model';
import { viewed } from './views';

/** Elementwise operations that are one there. */
const MAPS: Readonly<Record<string, string>> = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  outer: 'Mul',
  div: 'Div',
  neg: 'Neg',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  tanh: 'Tanh',
  sin: 'Sin',
  cos: 'Cos',
  abs: 'Abs',
  sign: 'Sign',
  floor: 'Floor',
  max: 'Max',
  min: 'Min',
  erf: 'Erf',
};

/** TensorProto.DataType, for casts. */
const CAST = { float: { to: 1 }, int64: { to: 7 }, bool: { to: 9 } };

/**
 * An array program as an ONNX model in f32. What depends on constants only is computed here, in f64, and stored once;
 * operations of many steps come by their definitions, Fourier transforms as products with tables.
 * @param inputs variables by the names that they get
 * @throws Failure 'bad-input' naming an operation that has no exact counterpart, or a variable that is no input
 */
export function toOnnx(
  inputs: Readonly<Record<string, Node>>,
  outputs: Readonly<Record<string, Node>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const model = new OnnxModel();
  const translation = new Translation(model, inputs);
  const results = Object.entries(outputs).map(([name, node]) => {
    return { name, shape: node.shape, of: translation.whole(node) };
  });
  const ports = Object.entries(inputs).map(([name, { shape }]): Port => ({ name, shape }));
  return model.write(ports, results, metadata);
}

class Translation {
  readonly #model: OnnxModel;
  readonly #ports: Map<Node, Port>;
  readonly #fixed: Map<Node, boolean>;
  readonly #numbers = new Map<Node, Float64Array>();

  constructor(model: OnnxModel, inputs: Readonly<Record<string, Node>>) {
    this.#model = model;
    this.#ports = new Map(Object.entries(inputs).map(([name, node]) => [node, { name, shape: node.shape }]));
    this.#fixed = new Map(Object.values(inputs).map((node) => [node, false]));
  }

  /** The array of a node in its full shape. */
  whole(node: Node): string {
    const { name, shape } = this.#port(node);
    return sameShape(shape, node.shape) ? name : this.#model.op('Expand', [name, this.#model.wholes(node.shape)]);
  }

  /** The array of a node, or one that broadcasts to its shape. */
  #port(node: Node): Port {
    const found = this.#ports.get(node);
    if (found) return found;
    const made = this.#isFixed(node) && !repeats(node) ? this.#stored(node) : this.#made(node);
    this.#ports.set(node, made);
    return made;
  }

  /** Whether a node depends on constants only. */
  #isFixed(node: Node): boolean {
    const found = this.#fixed.get(node);
    if (found !== undefined) return found;
    const { kind } = node.op.form;
    const fixed = kind === 'leaf' ? initialValue(node) !== null : valuesOf(node).every((one) => this.#isFixed(one));
    this.#fixed.set(node, fixed);
    return fixed;
  }

  #stored(node: Node): Port {
    const { form } = node.op;
    if (form.kind === 'literal') return { name: this.#number(form.value), shape: [] };
    const values = Float32Array.from(this.#valuesOf(node));
    return { name: this.#model.constant(values, node.shape), shape: node.shape };
  }

  /** In f64, each node once. */
  #valuesOf(node: Node): Float64Array {
    const found = this.#numbers.get(node);
    if (found) return found;
    const inputs = valuesOf(node).map((input) => this.#valuesOf(input));
    const own = initialValue(node) ?? node.op.evaluate(inputs, node);
    this.#numbers.set(node, own);
    return own;
  }

  #number(value: number): string {
    return this.#model.constant(Float32Array.of(value), []);
  }

  #made(node: Node): Port {
    const model = this.#model;
    const { op, inputs, shape } = node;
    const { form } = op;
    switch (form.kind) {
      case 'leaf':
        throw refusal(`"${nameOf(node)}" is neither an input nor a constant`);
      case 'map':
        return this.#mapped(node);
      case 'view':
        return viewed(model, { name: this.whole(inputs[0]), shape: inputs[0].shape }, shape, form.source);
      case 'reshape': {
        const name = this.whole(inputs[0]);
        return { name: sameShape(inputs[0].shape, shape) ? name : model.reshape(name, shape), shape };
      }
      case 'reduce': {
        const name = this.whole(inputs[0]);
        if (form.combine === 'max')
          return { name: model.op('ReduceMax', [name], { axes: form.axes, keepdims: 0 }), shape };
        return { name: model.op('ReduceSum', [name, model.wholes(form.axes)], { keepdims: 0 }), shape };
      }
      case 'concat': {
        const parts = inputs.map((input) => this.whole(input));
        return { name: model.op('Concat', parts, { axis: 0 }), shape };
      }
      case 'matmul':
        return { name: model.op('MatMul', [this.whole(inputs[0]), this.#factor(inputs[1])]), shape };
      default:
        return this.#composed(node);
    }
  }

  /** The right factor; of one matrix that is known without its axis of one, so that runtimes prepare it. */
  #factor(node: Node): string {
    if (node.shape[0] > 1 || !this.#isFixed(node) || repeats(node)) return this.whole(node);
    return this.#model.constant(Float32Array.from(this.#valuesOf(node)), node.shape.slice(1));
  }

  #mapped({ op, inputs, shape }: Node): Port {
    const model = this.#model;
    const ports = inputs.map((input) => this.#port(input));
    const names = ports.map(({ name }) => name);
    // What repeats along an axis goes on doing so.
    const own = shape.map((_, axis) => {
      return Math.max(1, ...ports.map((port) => port.shape[axis + port.shape.length - shape.length] ?? 1));
    });
    if (op.name === 'greater') {
      return { name: model.op('Cast', [model.op('Greater', names)], CAST.float), shape: own };
    }
    if (op.name === 'where') {
      const [condition, a, b] = names;
      return { name: model.op('Where', [model.op('Cast', [condition], CAST.bool), a, b]), shape: own };
    }
    const type = Object.hasOwn(MAPS, op.name) ? MAPS[op.name] : undefined;
    if (!type) throw refusal(`"${op.name}" has no exact counterpart there`);
    return { name: model.op(type, names), shape: own };
  }

  /** An operation of many steps. */
  #composed(node: Node): Port {
    const { op, inputs, shape } = node;
    if (op.name === 'gather') return { name: this.#gathered(node), shape };
    if (!op.definition) throw refusal(`"${op.name}" has no exact counterpart there`);
    return { name: this.whole(op.definition(...inputs)), shape };
  }

  /** x[o, indices[j], i], and 0 where an index is no place of the axis. */
  #gathered({ inputs: [x, indices], shape }: Node): string {
    const model = this.#model;
    const extent = x.shape[1];
    const at = this.whole(indices);
    const bounds = [model.op('GreaterOrEqual', [at, this.#number(0)]), model.op('Less', [at, this.#number(extent)])];
    const inside = model.op('And', bounds);
    const safe = model.op('Where', [inside, model.op('Floor', [at]), this.#number(0)]);
    const taken = model.op('Gather', [this.whole(x), model.op('Cast', [safe], CAST.int64)], { axis: 1 });
    return model.op('Where', [model.reshape(inside, [1, shape[1], 1]), taken, this.#number(0)]);
  }
}

/** The inputs that a node's value rests on: a reshape may have others for its derivative. */
function valuesOf({ op, inputs }: Node): readonly Node[] {
  return op.form.kind === 'reshape' ? inputs.slice(0, 1) : inputs;
}

/** Whether it is larger than what it is a view of: the smaller one is stored. */
function repeats(node: Node): boolean {
  const { kind } = node.op.form;
  if (kind === 'reshape') return repeats(node.inputs[0]);
  return kind === 'view' && sizeOf(node.shape) > sizeOf(node.inputs[0].shape);
}

function refusal(reason: string): Failure {
  return new Failure('bad-input', `onnx: ${reason}`, 'onnx');
}
