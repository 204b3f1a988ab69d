// p = z + beta p. in: state.beta, search[points] = z; in/out: direction[points] = p; one item a point; 12 bytes a point.
@group(0) @binding(2) var<storage, read_write> state: State;
@group(0) @binding(3) var<storage, read> search: array<f32>;
@group(0) @binding(4) var<storage, read_write> direction: array<f32>;

@compute @workgroup_size(64)
fn redirect(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= grid[4] || halt[0] != 0u) { return; }
  var next = search[at];
  // At a start, p is what an earlier solve has left.
  if (state.beta != 0.0) { next += state.beta * direction[at]; }
  direction[at] = next;
}
