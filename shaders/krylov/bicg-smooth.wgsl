// Length omega = (t, s) / (t, t) of the second half of a step, t = A M s, in products weighted by 1 / diagonal;
// where t and s are far from parallel, longer than that, which keeps the recurrence alive
// (Sleijpen & van der Vorst, Numer. Algorithms 10 (1995): their kappa = 0.7). Where t has nothing of s, the next step starts
// anew. in: totals = (.., s s, t s, t t); in/out: state, halt; one item.
@group(0) @binding(0) var<storage, read_write> halt: array<u32>;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> totals: array<vec4f, 1>;

const KAPPA = 0.7;

fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

@compute @workgroup_size(1)
fn smooth_out() {
  if (halt[0] != 0u) { return; }
  let product = totals[0].z;
  let squares = totals[0].w;
  state.omega = 0.0;
  let cosine = abs(product) * inverseSqrt(squares) * inverseSqrt(totals[0].y);
  if (finite(cosine) && cosine > 0.0) { state.omega = product / squares * max(1.0, KAPPA / cosine); }
  // A step that failed altogether: the next one starts anew.
  if (state.omega == 0.0) { state.alpha = 0.0; state.restarts += 1u; }
  state.step = state.omega;
}
