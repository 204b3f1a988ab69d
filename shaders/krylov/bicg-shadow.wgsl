// Where all starts anew, shadow = residual / diagonal: products with it are those in which strong and weak equations
// count alike. in: state.anew, residual, weights = 1 / diagonal [points]; out: shadow[points]; one item a point.
@group(0) @binding(2) var<storage, read_write> state: State;
@group(0) @binding(3) var<storage, read> residual: array<f32>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
@group(0) @binding(5) var<storage, read_write> shadow: array<f32>;

@compute @workgroup_size(64)
fn shade(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= grid[4] || halt[0] != 0u || state.anew == 0u) { return; }
  shadow[at] = residual[at] * weights[at];
}
