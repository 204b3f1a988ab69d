// Householder's A = Q R. in: src[problem, M, N], M >= N; out: dst[problem, M + 1, N]: R in the upper triangle, below it
// the reflectors v (v_k = 1 is not stored) of H_k = I - tau_k v v^T, and tau in the last row. Q = H_0 H_1 ...
// Golub & Van Loan, Matrix Computations, section 5.2. Every thread has its own columns. While the columns are worked
// off, column k holds the unscaled vector and the last row its squared norm below the diagonal, gathered by the owner
// when it updates the column: so a column takes one barrier and no reduction. The owner scales at the end.
// 2 N^2 (M - N / 3) flop and 4 (2 M + 1) N bytes a problem.
struct Shape {
  problems: u32,
  rows: u32,
  columns: u32,
  src_offset: u32,
  dst_offset: u32,
}
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;
@group(0) @binding(2) var<storage, read> sizes: Shape;

// Sums are sums of sums of so many rows: one after the other, thousands of rows would lose two digits more.
const PART = 32u;

struct Reflector {
  // What the diagonal element becomes.
  beta: f32,
  tau: f32,
  // What scales the vector below the diagonal.
  scale: f32,
}

fn reflector(head: f32, tail: f32) -> Reflector {
  if (tail == 0.0) { return Reflector(head, 0.0, 0.0); }
  let length = sqrt(head * head + tail);
  let beta = select(length, -length, head > 0.0);
  return Reflector(beta, (beta - head) / beta, 1.0 / (head - beta));
}

fn solve(problem: u32, lane: u32) {
  let shape = sizes;
  let a = problem * shape.rows * shape.columns + shape.src_offset;
  let q = problem * (shape.rows + 1u) * shape.columns + shape.dst_offset;
  let last = q + shape.rows * shape.columns;
  for (var j = lane; j < shape.columns; j += LANES) {
    var tail = 0.0;
    for (var begin = 0u; begin < shape.rows; begin += PART) {
      var part = 0.0;
      for (var i = begin; i < min(begin + PART, shape.rows); i++) {
        let value = src[a + i * shape.columns + j];
        dst[q + i * shape.columns + j] = value;
        part += select(value * value, 0.0, i == 0u);
      }
      tail += part;
    }
    dst[last + j] = tail;
  }
  sync();
  for (var k = 0u; k < shape.columns; k++) {
    let h = reflector(dst[q + k * shape.columns + k], dst[last + k]);
    for (var j = lane; j < shape.columns; j += LANES) {
      if (j <= k) { continue; }
      let top = q + k * shape.columns + j;
      var sum = 0.0;
      for (var begin = k + 1u; begin < shape.rows; begin += PART) {
        var part = 0.0;
        for (var i = begin; i < min(begin + PART, shape.rows); i++) {
          part += dst[q + i * shape.columns + k] * dst[q + i * shape.columns + j];
        }
        sum += part;
      }
      let weight = h.tau * (dst[top] + h.scale * sum);
      dst[top] -= weight;
      let along = weight * h.scale;
      var tail = 0.0;
      for (var begin = k + 1u; begin < shape.rows; begin += PART) {
        var part = 0.0;
        for (var i = begin; i < min(begin + PART, shape.rows); i++) {
          let value = dst[q + i * shape.columns + j] - along * dst[q + i * shape.columns + k];
          dst[q + i * shape.columns + j] = value;
          part += select(value * value, 0.0, i <= k + 1u);
        }
        tail += part;
      }
      // Right for the next column only; the others' sums are overwritten when they are next.
      dst[last + j] = tail;
    }
    sync();
  }
  for (var j = lane; j < shape.columns; j += LANES) {
    let h = reflector(dst[q + j * shape.columns + j], dst[last + j]);
    dst[q + j * shape.columns + j] = h.beta;
    dst[last + j] = h.tau;
    for (var i = j + 1u; i < shape.rows; i++) { dst[q + i * shape.columns + j] *= h.scale; }
  }
}
