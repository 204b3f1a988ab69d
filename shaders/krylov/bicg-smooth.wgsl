// Length omega = (t, s) / (t, t) of the second half of a step, t = A M s. Where t has nothing of s, the next step starts
// anew. in: totals = (.., .., t s, t t); in/out: state, halt; one item.
@group(0) @binding(0) var<storage, read_write> halt: array<u32>;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> totals: array<vec4f, 1>;

fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

@compute @workgroup_size(1)
fn smooth_out() {
  if (halt[0] != 0u) { return; }
  let product = totals[0].z;
  let squares = totals[0].w;
  state.omega = 0.0;
  if (finite(product) && finite(squares) && squares > 0.0) { state.omega = product / squares; }
  // A step that failed altogether: the next one starts anew.
  if (state.omega == 0.0) { state.alpha = 0.0; state.restarts += 1u; }
  state.step = state.omega;
}
