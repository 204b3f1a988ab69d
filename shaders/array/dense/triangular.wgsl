// op(T) x = b by substitution, one thread for each right-hand side. in: matrix[problem, MATRIX_ROWS, N], of which the
// first N rows' triangle is read, rhs[problem, RHS_ROWS, K], of which the first N rows are read; out: x[problem, N, K].
// A zero on the diagonal gives what a division by zero gives. N^2 flop a thread.
override COUNT: u32;
override N: u32;
override K: u32;
override MATRIX_ROWS: u32;
override RHS_ROWS: u32;
override LOWER: bool;
override TRANSPOSED: bool;
override MATRIX_OFFSET: u32;
override RHS_OFFSET: u32;
override X_OFFSET: u32;
@group(0) @binding(0) var<storage, read> matrix: array<f32>;
@group(0) @binding(1) var<storage, read> rhs: array<f32>;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;

@compute @workgroup_size(64)
fn triangular(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * (groups.x * 64u);
  if (i >= COUNT) { return; }
  let problem = i / K;
  let column = i % K;
  let a = problem * MATRIX_ROWS * N + MATRIX_OFFSET;
  let b = problem * RHS_ROWS * K + column + RHS_OFFSET;
  let to = problem * N * K + column + X_OFFSET;
  let downwards = LOWER != TRANSPOSED;
  let row_step = select(N, 1u, TRANSPOSED);
  let column_step = select(1u, N, TRANSPOSED);
  for (var step = 0u; step < N; step++) {
    let row = select(N - 1u - step, step, downwards);
    var sum = rhs[b + row * K];
    for (var s = 0u; s < step; s++) {
      let known = select(N - 1u - s, s, downwards);
      sum -= matrix[a + row * row_step + known * column_step] * x[to + known * K];
    }
    x[to + row * K] = sum / matrix[a + row * (N + 1u)];
  }
}
