// unknown += step * direction, in double-single [2][points] if PAIRS, else f32; a term that is not finite is left out,
// so that the iterate stays a number whatever the direction was.
// in: state.step, direction[points]; in/out: unknown; one item a point; 20 bytes and about 10 flop a point.
@group(0) @binding(2) var<storage, read_write> state: State;
@group(0) @binding(3) var<storage, read> direction: array<f32>;
@group(0) @binding(4) var<storage, read_write> unknown: array<f32>;

override PAIRS: bool = true;

@compute @workgroup_size(64)
fn correct(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let points = grid[4];
  if (at >= points || halt[0] != 0u) { return; }
  let change = keep(state.step * direction[at]);
  if (!finite(change)) { return; }
  if (PAIRS) {
    let sum = addSingle(vec2f(unknown[at], unknown[points + at]), change);
    unknown[at] = sum.x;
    unknown[points + at] = sum.y;
  } else {
    unknown[at] += change;
  }
}
