// Cholesky factor of one diagonal block of 32 x 32: A = U^T U, and the inverse of U, which turns the solves of its
// block row into a product. Pivots that are not positive are counted and replaced by 1.
// in: matrix, in panels of 32 columns with `size` rows; out: factor (the same layout), inverse [32][32];
// grid: one workgroup, a thread a column; bound: 32^3 flop.
struct Diagonal { size: u32, at: u32, width: u32, spare: u32 }
@group(0) @binding(0) var<uniform> diagonal: Diagonal;
@group(0) @binding(1) var<storage, read> matrix: array<f32>;
@group(0) @binding(2) var<storage, read_write> factor: array<f32>;
@group(0) @binding(3) var<storage, read_write> inverse: array<f32>;
@group(0) @binding(4) var<storage, read_write> failures: array<u32>;

var<workgroup> u: array<f32, 1024>;
var<workgroup> t: array<f32, 1024>;

@compute @workgroup_size(32)
fn main(@builtin(local_invocation_id) id: vec3u) {
  let j = id.x;
  let width = diagonal.width;
  let start = (diagonal.at * diagonal.size + diagonal.at * 32u) * 32u + j;
  for (var i = 0u; i < width; i++) {
    u[i * 32u + j] = matrix[start + i * 32u];
    t[i * 32u + j] = 0.0;
  }
  workgroupBarrier();
  for (var k = 0u; k < width; k++) {
    var pivot = u[k * 33u];
    // Written so that a NaN fails.
    let good = pivot > 0.0 && pivot < 3e38;
    if (!good) { pivot = 1.0; }
    workgroupBarrier();
    let scale = inverseSqrt(pivot);
    // One step of Newton's method: drivers' roots may be rough.
    let root = scale * (1.5 - 0.5 * pivot * scale * scale);
    if (j > k) { u[k * 32u + j] *= root; }
    if (j == k) {
      u[k * 33u] = pivot * root;
      if (!good) { failures[0] += 1u; }
    }
    workgroupBarrier();
    let own = u[k * 32u + j];
    if (j > k) {
      for (var i = k + 1u; i <= j; i++) { u[i * 32u + j] -= u[k * 32u + i] * own; }
    }
    workgroupBarrier();
  }
  t[j * 33u] = 1.0 / u[j * 33u];
  for (var back = 1u; back <= j; back++) {
    let i = j - back;
    var sum = 0.0;
    for (var k = i + 1u; k <= j; k++) { sum += u[i * 32u + k] * t[k * 32u + j]; }
    t[i * 32u + j] = -sum / u[i * 33u];
  }
  for (var i = 0u; i < width; i++) {
    factor[start + i * 32u] = select(0.0, u[i * 32u + j], i <= j);
    inverse[i * 32u + j] = t[i * 32u + j];
  }
}
