// The residual after the first half of a step, where the preconditioner takes it: side = r - alpha v.
// in: state.alpha, residual = r, product = v [points]; out: side[points]; one item a point; 12 bytes a point.
@group(0) @binding(2) var<storage, read_write> state: State;
@group(0) @binding(3) var<storage, read> residual: array<f32>;
@group(0) @binding(4) var<storage, read> product: array<f32>;
@group(0) @binding(5) var<storage, read_write> side: array<f32>;

@compute @workgroup_size(64)
fn halve(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= grid[4] || halt[0] != 0u) { return; }
  side[at] = residual[at] - state.alpha * product[at];
}
