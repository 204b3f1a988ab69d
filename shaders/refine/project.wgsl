// Takes the null space of constants out: values -= state.mean at the points with an equation (mask 1, else 0).
// in: state, mask[points]; in/out: values[points]; one item a point; 12 bytes a point.
@group(0) @binding(2) var<storage, read_write> state: State;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read_write> values: array<f32>;

@compute @workgroup_size(64)
fn project(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= grid[4] || halt[0] != 0u) { return; }
  values[at] -= state.mean * mask[at];
}
