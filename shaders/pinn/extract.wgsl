// The diagonal of a matrix in panels of 32 columns with as many rows as columns.
// in: matrix; out: diagonal [size]; grid: ceil(size / 32).
@group(0) @binding(0) var<storage, read> matrix: array<f32>;
@group(0) @binding(1) var<storage, read_write> diagonal: array<f32>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  // Sizes are whole panels, and a workgroup takes one.
  let size = groups.x * 32u;
  diagonal[id.x] = matrix[(id.x / 32u * size + id.x) * 32u + id.x % 32u];
}
