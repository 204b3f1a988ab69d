// p = r + beta (p - omega v), also put where the preconditioner takes it; p = r where all starts anew.
// in: state, residual, product = v [points]; in/out: direction = p; out: side = p; one item a point; 20 bytes a point.
@group(0) @binding(2) var<storage, read_write> state: State;
@group(0) @binding(3) var<storage, read> residual: array<f32>;
@group(0) @binding(4) var<storage, read> product: array<f32>;
@group(0) @binding(5) var<storage, read_write> direction: array<f32>;
@group(0) @binding(6) var<storage, read_write> side: array<f32>;

@compute @workgroup_size(64)
fn redirect(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= grid[4] || halt[0] != 0u) { return; }
  let r = residual[at];
  var next = r;
  if (state.anew == 0u) { next += state.beta * (direction[at] - state.omega * product[at]); }
  direction[at] = next;
  side[at] = next;
}
