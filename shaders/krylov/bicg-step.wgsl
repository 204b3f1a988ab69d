// Length alpha = rho / (shadow, v) of the step along M p, v = A M p. A vanished denominator makes the step 0 and starts
// anew; numbers that are none end the solve before the iterate is touched.
// in: totals = (.., .., shadow v, v v / d); in/out: state, halt; one item.
@group(0) @binding(0) var<storage, read_write> halt: array<u32>;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> totals: array<vec4f, 1>;

const VANISHED = 1e-7;

fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

@compute @workgroup_size(1)
fn advance() {
  if (halt[0] != 0u) { return; }
  let product = totals[0].z;
  let squares = totals[0].w;
  if (!finite(product) || !finite(squares) || squares == 0.0) {
    state.code = BREAKDOWN;
    halt[0] = BREAKDOWN;
    return;
  }
  state.alpha = 0.0;
  if (abs(product) > VANISHED * state.shadow * sqrt(squares)) { state.alpha = state.rho / product; }
  else { state.restarts += 1u; }
  state.step = state.alpha;
}
