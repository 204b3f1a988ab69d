// Householder's A = Q R. in: src[problem, M, N], M >= N; out: dst[problem, M + 1, N]: R in the upper triangle, below it
// the reflectors v (v_k = 1 is not stored) of H_k = I - tau_k v v^T, and tau in the last row. Q = H_0 H_1 ...
// Golub & Van Loan, Matrix Computations, section 5.2. Every thread has its own columns. While the columns are worked
// off, column k holds the unscaled vector and the last row its squared norm below the diagonal, gathered by the owner
// when it updates the column: so a column takes one barrier and no reduction. The owner scales at the end.
// 2 N^2 (M - N / 3) flop and 4 (2 M + 1) N bytes a problem.
override M: u32;
override N: u32;
override SRC_OFFSET: u32;
override DST_OFFSET: u32;
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

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
  let a = problem * M * N + SRC_OFFSET;
  let q = problem * (M + 1u) * N + DST_OFFSET;
  let last = q + M * N;
  for (var j = lane; j < N; j += LANES) {
    var tail = 0.0;
    for (var i = 0u; i < M; i++) {
      let value = src[a + i * N + j];
      dst[q + i * N + j] = value;
      tail += select(value * value, 0.0, i == 0u);
    }
    dst[last + j] = tail;
  }
  sync();
  for (var k = 0u; k < N; k++) {
    let h = reflector(dst[q + k * N + k], dst[last + k]);
    for (var j = lane; j < N; j += LANES) {
      if (j <= k) { continue; }
      let top = q + k * N + j;
      var sum = 0.0;
      for (var i = k + 1u; i < M; i++) { sum += dst[q + i * N + k] * dst[q + i * N + j]; }
      let weight = h.tau * (dst[top] + h.scale * sum);
      dst[top] -= weight;
      let along = weight * h.scale;
      var tail = 0.0;
      for (var i = k + 1u; i < M; i++) {
        let value = dst[q + i * N + j] - along * dst[q + i * N + k];
        dst[q + i * N + j] = value;
        tail += select(value * value, 0.0, i <= k + 1u);
      }
      // Right for the next column only; the others' sums are overwritten when they are next.
      dst[last + j] = tail;
    }
    sync();
  }
  for (var j = lane; j < N; j += LANES) {
    let h = reflector(dst[q + j * N + j], dst[last + j]);
    dst[q + j * N + j] = h.beta;
    dst[last + j] = h.tau;
    for (var i = j + 1u; i < M; i++) { dst[q + i * N + j] *= h.scale; }
  }
}
