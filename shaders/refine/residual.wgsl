// residual = rhs - A u in f32, exact to about 2^-48 of the largest term if PAIRS (then rhs is double-single [2][points]),
// and norms of it: one partial (max |r|, sum of (r/d)^2, sum of r, sum of r^2/d), d = |diagonal|, for each column of ROWS points
// along y. r/d is what the equation alone would change u by: strong and weak equations count alike, and the floor that
// rounding of u leaves does not depend on jumps of the coefficients. r^2/d is the square that Krylov methods take.
// in: coefficients, unknown (see stencil.wgsl), rhs; out: residual[points], partial[nz][ceil(ny/ROWS)][nx];
// items: nx x ceil(ny/ROWS) x nz. A residual that is not a number counts as the largest float.
@group(0) @binding(4) var<storage, read> rhs: array<f32>;
@group(0) @binding(5) var<storage, read_write> residual: array<f32>;
@group(0) @binding(6) var<storage, read_write> partial: array<vec4f>;

const ROWS = 16u;

@compute @workgroup_size(64)
fn residuals(@builtin(global_invocation_id) id: vec3u) {
  let nx = grid[0];
  let ny = grid[1];
  let first = id.y * ROWS;
  if (id.x >= nx || first >= ny || halt[0] != 0u) { return; }
  var largest = 0.0;
  var squares = vec2f(0.0);
  var natural = 0.0;
  var sum = 0.0;
  for (var j = first; j < min(first + ROWS, ny); j++) {
    let at = index(id.x, j, id.z);
    let product = applied(id.x, j, id.z, at);
    var r = rhs[at] - product.x;
    if (PAIRS) {
      let s = twoSum(rhs[at], -product.x);
      r = s.x + keep(s.y + (rhs[grid[4] + at] - product.y));
    }
    residual[at] = r;
    largest = max(largest, select(3.4e38, abs(r), finite(r)));
    let change = select(0.0, r / abs(diagonal), diagonal != 0.0);
    squares = addSingle(squares, keep(change * change));
    natural += change * r;
    sum += r;
  }
  partial[id.x + nx * (id.y + ((ny + ROWS - 1u) / ROWS) * id.z)] = vec4f(largest, squares.x + squares.y, sum, natural);
}
