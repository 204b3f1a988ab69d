// op(T) x = b by substitution, one thread for each right-hand side. in: matrix[problem, MATRIX_ROWS, N], of which the
// first N rows' triangle is read, rhs[problem, RHS_ROWS, K], of which the first N rows are read; out: x[problem, N, K].
// A zero on the diagonal gives what a division by zero gives. N^2 flop a thread.
struct Shape {
  count: u32,
  n: u32,
  columns: u32,
  matrix_rows: u32,
  rhs_rows: u32,
  lower: u32,
  transposed: u32,
  matrix_offset: u32,
  rhs_offset: u32,
  x_offset: u32,
}
@group(0) @binding(0) var<storage, read> matrix: array<f32>;
@group(0) @binding(1) var<storage, read> rhs: array<f32>;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: Shape;

@compute @workgroup_size(64)
fn triangular(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let shape = sizes;
  let i = id.x + id.y * (groups.x * 64u);
  if (i >= shape.count) { return; }
  let problem = i / shape.columns;
  let column = i % shape.columns;
  let a = problem * shape.matrix_rows * shape.n + shape.matrix_offset;
  let b = problem * shape.rhs_rows * shape.columns + column + shape.rhs_offset;
  let to = problem * shape.n * shape.columns + column + shape.x_offset;
  let downwards = shape.lower != shape.transposed;
  let row_step = select(shape.n, 1u, shape.transposed == 1u);
  let column_step = select(1u, shape.n, shape.transposed == 1u);
  for (var step = 0u; step < shape.n; step++) {
    let row = select(shape.n - 1u - step, step, downwards);
    var sum = rhs[b + row * shape.columns];
    for (var s = 0u; s < step; s++) {
      let known = select(shape.n - 1u - s, s, downwards);
      sum -= matrix[a + row * row_step + known * column_step] * x[to + known * shape.columns];
    }
    x[to + row * shape.columns] = sum / matrix[a + row * (shape.n + 1u)];
  }
}
