// Writes ONNX models (protocol buffers, opset 17), as far as the workloads need: dense f32 and int64 tensors.

function varint(value) {
  const bytes = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const number = (field, value) => join([varint(field << 3), varint(value)]);
const bytes = (field, content) => join([varint((field << 3) | 2), varint(content.length), content]);
const text = (field, value) => bytes(field, new TextEncoder().encode(value));

const [FLOAT, INT64] = [1, 7];

function tensor(name, dims, data) {
  const kind = data instanceof Float32Array ? FLOAT : INT64;
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return join([...dims.map((dim) => number(1, dim)), number(2, kind), text(8, name), bytes(9, raw)]);
}

function valueInfo(name, dims) {
  const shape = join(dims.map((dim) => bytes(1, number(1, dim))));
  return join([text(1, name), bytes(2, bytes(1, join([number(1, FLOAT), bytes(2, shape)])))]);
}

/** An attribute of whole numbers: one, or a list. */
function attribute(name, value) {
  if (typeof value === 'number') return join([text(1, name), number(3, value), number(20, 2)]);
  return join([text(1, name), ...value.map((one) => number(8, one)), number(20, 7)]);
}

/** A model under construction: operations return the names of their results. */
export class OnnxModel {
  #nodes = [];
  #tensors = [];
  #count = 0;

  constant(data, dims) {
    const name = `c${this.#count++}`;
    this.#tensors.push(tensor(name, dims, data));
    return name;
  }

  /** One operation with one result. */
  op(type, inputs, attributes = {}) {
    return this.ops(type, inputs, attributes, 1)[0];
  }

  ops(type, inputs, attributes, results) {
    const outputs = Array.from({ length: results }, () => `v${this.#count++}`);
    const parts = [...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, type)];
    const extras = Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value)));
    this.#nodes.push(join([...parts, ...extras]));
    return outputs;
  }

  reshape(x, dims) {
    return this.op('Reshape', [x, this.constant(BigInt64Array.from(dims, BigInt), [dims.length])]);
  }

  transpose(x, perm) {
    return this.op('Transpose', [x], { perm });
  }

  /** The model's bytes. @param inputs names and shapes @param output name and shape */
  write(inputs, [output, dims]) {
    const graph = join([
      ...this.#nodes.map((node) => bytes(1, node)),
      text(2, 'workload'),
      ...this.#tensors.map((one) => bytes(5, one)),
      ...inputs.map(([name, shape]) => bytes(11, valueInfo(name, shape))),
      bytes(12, valueInfo(output, dims)),
    ]);
    return join([number(1, 8), bytes(7, graph), bytes(8, join([text(1, ''), number(2, 17)]))]);
  }
}
