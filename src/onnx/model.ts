import { bytesField, join, textField, wholeField } from './protobuf';

/** An array of a model by its name; f32. */
export interface Port {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What an operation is told beside its inputs: whole numbers. */
type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** Versions of the format and of its operations, from which on runtimes read these files (ONNX 1.12, 2022). */
const [IR_VERSION, OPSET] = [8, 17];
/** TensorProto.DataType. */
const [FLOAT, INT64] = [1, 7];
/** AttributeProto.AttributeType. */
const [INT, INTS] = [2, 7];

/**
 * An ONNX model under construction, dense f32 and int64 tensors: operations and constants return names. Fields are
 * numbered as in onnx.proto3.
 */
export class OnnxModel {
  readonly #nodes: Uint8Array[] = [];
  readonly #tensors: Uint8Array[] = [];
  /** Constants by kind and shape. */
  readonly #known = new Map<string, { readonly raw: Uint8Array; readonly name: string }[]>();
  #count = 0;

  /** Numbers in C order; equal ones are stored once. */
  constant(data: Float32Array | BigInt64Array, shape: readonly number[]): string {
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const kind = data instanceof Float32Array ? FLOAT : INT64;
    const key = `${kind} ${shape.join()}`;
    const alike = this.#known.get(key) ?? [];
    const found = alike.find((one) => one.raw.every((byte, at) => byte === raw[at]));
    if (found) return found.name;
    const name = `c${this.#count++}`;
    this.#known.set(key, [...alike, { raw, name }]);
    const parts = [...shape.map((extent) => wholeField(1, extent)), wholeField(2, kind), textField(8, name)];
    this.#tensors.push(join([...parts, bytesField(9, raw)]));
    return name;
  }

  /** A list of whole numbers, as operations take shapes, axes and places. */
  wholes(values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** An operation with one result, https://onnx.ai/onnx/operators. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.ops(type, inputs, attributes, 1)[0];
  }

  /** One with several. */
  ops(type: string, inputs: readonly string[], attributes: Attributes, results: number): string[] {
    const outputs = Array.from({ length: results }, () => `v${this.#count++}`);
    this.#push(type, inputs, outputs, attributes);
    return outputs;
  }

  reshape(x: string, shape: readonly number[]): string {
    return this.op('Reshape', [x, this.wholes(shape)]);
  }

  transpose(x: string, perm: readonly number[]): string {
    return this.op('Transpose', [x], { perm });
  }

  /**
   * The model's bytes.
   * @param outputs what they are called outside, and within
   * @param metadata texts that runtimes hand out as they are
   */
  write(
    inputs: readonly Port[],
    outputs: readonly (Port & { readonly of: string })[],
    metadata: Readonly<Record<string, string>> = {},
  ): Uint8Array<ArrayBuffer> {
    for (const { name, of } of outputs) this.#push('Identity', [of], [name], {});
    const graph = join([
      ...this.#nodes.map((node) => bytesField(1, node)),
      textField(2, 'nablab'),
      ...this.#tensors.map((tensor) => bytesField(5, tensor)),
      ...inputs.map((port) => bytesField(11, valueInfo(port))),
      ...outputs.map((port) => bytesField(12, valueInfo(port))),
    ]);
    return join([
      wholeField(1, IR_VERSION),
      textField(2, 'nablab'),
      bytesField(7, graph),
      bytesField(8, join([textField(1, ''), wholeField(2, OPSET)])),
      ...Object.entries(metadata).map(([key, value]) => bytesField(14, join([textField(1, key), textField(2, value)]))),
    ]);
  }

  #push(type: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes): void {
    const told = Object.entries(attributes).map(([name, value]) => bytesField(5, attribute(name, value)));
    const names = [...inputs.map((name) => textField(1, name)), ...outputs.map((name) => textField(2, name))];
    this.#nodes.push(join([...names, textField(4, type), ...told]));
  }
}

function valueInfo({ name, shape }: Port): Uint8Array {
  const extents = join(shape.map((extent) => bytesField(1, wholeField(1, extent))));
  return join([textField(1, name), bytesField(2, bytesField(1, join([wholeField(1, FLOAT), bytesField(2, extents)])))]);
}

function attribute(name: string, value: number | readonly number[]): Uint8Array {
  if (typeof value === 'number') return join([textField(1, name), wholeField(3, value), wholeField(20, INT)]);
  return join([textField(1, name), ...value.map((one) => wholeField(8, one)), wholeField(20, INTS)]);
}
