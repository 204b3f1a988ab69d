// Length of the step along p: alpha = (p, r) / (p, A p). An operator or a preconditioner that is not positive shows here,
// and halts the solve before the iterate is touched.
// in: totals = (p A p, p r, .., ..); in/out: state, halt; one item.
@group(0) @binding(0) var<storage, read_write> halt: array<u32>;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> totals: array<vec4f, 1>;

fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

fn verdict(energy: f32, slope: f32) -> u32 {
  if (!finite(energy) || !finite(slope) || (energy == 0.0 && slope == 0.0)) { return BREAKDOWN; }
  return select(RUNNING, INDEFINITE, energy <= 0.0 || slope <= 0.0);
}

@compute @workgroup_size(1)
fn advance() {
  if (halt[0] != 0u) { return; }
  let energy = totals[0].x;
  let slope = totals[0].y;
  let code = verdict(energy, slope);
  if (code != RUNNING) {
    state.code = code;
    halt[0] = code;
    return;
  }
  state.energy = energy;
  state.step = slope / energy;
}
