// Q^T b or Q b, one thread for each column of b. in: packed[problem, M + 1, N] as qr.wgsl leaves it, src[problem, M, K];
// out: dst[problem, M, K]. 4 N M - 2 N^2 flop a thread.
struct Shape {
  count: u32,
  rows: u32,
  columns: u32,
  width: u32,
  transposed: u32,
  packed_offset: u32,
  src_offset: u32,
  dst_offset: u32,
}
// Sums are sums of sums of so many rows, as in qr.wgsl.
const PART = 32u;

@group(0) @binding(0) var<storage, read> packed: array<f32>;
@group(0) @binding(1) var<storage, read> src: array<f32>;
@group(0) @binding(2) var<storage, read_write> dst: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: Shape;

@compute @workgroup_size(64)
fn q_times(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let shape = sizes;
  let item = id.x + id.y * (groups.x * 64u);
  if (item >= shape.count) { return; }
  let problem = item / shape.width;
  let q = problem * (shape.rows + 1u) * shape.columns + shape.packed_offset;
  let first = problem * shape.rows * shape.width + item % shape.width;
  let to = first + shape.dst_offset;
  for (var i = 0u; i < shape.rows; i++) { dst[to + i * shape.width] = src[first + shape.src_offset + i * shape.width]; }
  for (var step = 0u; step < shape.columns; step++) {
    let k = select(shape.columns - 1u - step, step, shape.transposed == 1u);
    var sum = dst[to + k * shape.width];
    for (var begin = k + 1u; begin < shape.rows; begin += PART) {
      var part = 0.0;
      for (var i = begin; i < min(begin + PART, shape.rows); i++) {
        part += packed[q + i * shape.columns + k] * dst[to + i * shape.width];
      }
      sum += part;
    }
    let weight = packed[q + shape.rows * shape.columns + k] * sum;
    dst[to + k * shape.width] -= weight;
    for (var i = k + 1u; i < shape.rows; i++) { dst[to + i * shape.width] -= weight * packed[q + i * shape.columns + k]; }
  }
}
