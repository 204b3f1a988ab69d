// The coarsest level solved exactly: solution = inverse * rhs, at most 256 unknowns, one a thread.
// in: inverse[column][row], rhs[points]; out: solution[points]; items: points; 4 bytes an entry of the inverse.
@group(0) @binding(5) var<storage, read> inverse: array<f32>;

@compute @workgroup_size(64)
fn coarsest(@builtin(global_invocation_id) id: vec3u) {
  let n = level.shape.x * level.shape.y * level.shape.z;
  if (id.x >= n || halt[0] != 0u) { return; }
  var sum = 0.0;
  for (var k = 0u; k < n; k++) { sum += inverse[k * n + id.x] * rhs[k]; }
  solution[id.x] = sum;
}
