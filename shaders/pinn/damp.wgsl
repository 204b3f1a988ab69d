// The diagonal of the damped matrix: g_pp (1 + relative) + absolute; `matrix` holds a copy of the Gram matrix.
// in/out: matrix in panels of 32 columns, `size` rows; grid: ceil(size / 32).
struct Damping { size: u32, spare: u32, relative: f32, absolute: f32 }
@group(0) @binding(0) var<uniform> damping: Damping;
@group(0) @binding(1) var<storage, read_write> matrix: array<f32>;
@group(0) @binding(2) var<storage, read_write> failures: array<u32>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let p = id.x;
  if (p >= damping.size) { return; }
  if (p == 0u) { failures[0] = 0u; }
  let place = (p / 32u * damping.size + p) * 32u + p % 32u;
  matrix[place] = matrix[place] * (1.0 + damping.relative) + damping.absolute;
}
