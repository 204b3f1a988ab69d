// R x = b or R^T x = b in double-single arithmetic, R upper triangular; one thread for each right-hand side, which lie
// in rows. in: packed[problem, ROWS, N], of which the upper triangle is read, rhs[problem, K, N] and, where `pairs` is 1,
// what rounding took from it, rest[problem, K, N]; out: x[problem, K, N], rounded to f32; low[problem, K, N] is what that
// rounding takes away, while a thread is at work. A triangle of condition 1e5
// costs plain f32 three of its seven digits here; this costs none. 22 N^2 flop a thread. A zero on the diagonal gives
// what a division by zero gives.
struct Shape {
  count: u32,
  n: u32,
  columns: u32,
  packed_rows: u32,
  transposed: u32,
  pairs: u32,
  packed_offset: u32,
  rhs_offset: u32,
  rest_offset: u32,
  x_offset: u32,
  // What double-single-guarded.wgsl needs.
  zero: u32,
}
@group(0) @binding(0) var<storage, read> packed: array<f32>;
@group(0) @binding(1) var<storage, read> rhs: array<f32>;
@group(0) @binding(2) var<storage, read> rest: array<f32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
@group(0) @binding(4) var<storage, read_write> low: array<f32>;
@group(0) @binding(5) var<storage, read> sizes: Shape;

fn guard() -> u32 { return sizes.zero; }

// a b for an f32 a
fn timesSingle(a: f32, b: vec2f) -> vec2f {
  let p = twoProduct(a, b.x);
  return fastTwoSum(p.x, keep(p.y + a * b.y));
}

// a / b for an f32 b: a quotient and the quotient of what it leaves.
fn overSingle(a: vec2f, b: f32) -> vec2f {
  let q = keep(a.x / b);
  let rest = addPairs(a, -twoProduct(q, b));
  return fastTwoSum(q, keep(rest.x / b));
}

@compute @workgroup_size(64)
fn fine_triangular(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let shape = sizes;
  let item = id.x + id.y * (groups.x * 64u);
  if (item >= shape.count) { return; }
  let a = (item / shape.columns) * shape.packed_rows * shape.n + shape.packed_offset;
  let b = item * shape.n + shape.rhs_offset;
  let to = item * shape.n + shape.x_offset;
  let downwards = shape.transposed == 1u;
  let row_step = select(shape.n, 1u, downwards);
  let column_step = select(1u, shape.n, downwards);
  for (var step = 0u; step < shape.n; step++) {
    let row = select(shape.n - 1u - step, step, downwards);
    var sum = vec2f(rhs[b + row], 0.0);
    if (shape.pairs == 1u) { sum.y = rest[item * shape.n + shape.rest_offset + row]; }
    for (var s = 0u; s < step; s++) {
      let known = select(shape.n - 1u - s, s, downwards);
      let value = vec2f(x[to + known], low[item * shape.n + known]);
      sum = addPairs(sum, -timesSingle(packed[a + row * row_step + known * column_step], value));
    }
    let value = overSingle(sum, packed[a + row * (shape.n + 1u)]);
    x[to + row] = value.x;
    low[item * shape.n + row] = value.y;
  }
}
