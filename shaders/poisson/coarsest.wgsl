// The coarsest level solved exactly: solution = inverse * rhs, n <= 256 unknowns, one row an invocation.
// in: inverse[n*n] (symmetric, so that column access is row access), rhs[n]; out: solution[n]; items: n;
// 2 n flop and 4 n bytes a row.
struct Level { nx: u32, ny: u32 }
@group(0) @binding(0) var<uniform> level: Level;
@group(0) @binding(1) var<storage, read> inverse: array<f32>;
@group(0) @binding(2) var<storage, read_write> progress: array<u32, 4>;
@group(0) @binding(3) var<storage, read> rhs: array<f32>;
@group(0) @binding(4) var<storage, read_write> solution: array<f32>;

@compute @workgroup_size(64)
fn coarsest(@builtin(global_invocation_id) id: vec3u) {
  let n = level.nx * level.ny;
  if (id.x >= n || progress[0] != 0u) { return; }
  var sum = 0.0;
  for (var k = 0u; k < n; k++) {
    sum += inverse[k * n + id.x] * rhs[k];
  }
  solution[id.x] = sum;
}
