// Judges the residual of the present iterate: keeps its norm and tells when to end, and why.
// in: totals = (max |r|, sum of (r/d)^2, sum of r, sum of r^2/d), d = |diagonal|; in/out: state, history[], halt; one item.
// Stagnation: no norm below `decrease` times the best one for `window` iterations; divergence where it then has grown.
struct Goal {
  tolerance: f32,  // of the norm
  growth: f32,     // the norm may be so much larger than the first one
  points: f32,     // with an equation, where constants are the null space, else 0
  decrease: f32,
  window: u32,
  limit: u32,      // iterations
}
@group(0) @binding(0) var<uniform> goal: Goal;
@group(0) @binding(1) var<storage, read_write> halt: array<u32>;
@group(0) @binding(2) var<storage, read_write> state: State;
@group(0) @binding(3) var<storage, read> totals: array<vec4f, 1>;
@group(0) @binding(4) var<storage, read_write> history: array<f32>;

fn finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

fn verdict(norm: f32) -> u32 {
  if (!finite(norm) || norm > goal.growth * state.first) { return DIVERGED; }
  if (norm <= goal.tolerance) { return CONVERGED; }
  if (state.idle >= goal.window) { return select(STAGNATED, DIVERGED, norm > 2.0 * state.best); }
  return select(RUNNING, LIMIT, state.iterations >= goal.limit);
}

@compute @workgroup_size(1)
fn judge() {
  if (halt[0] != 0u) { return; }
  let sum = totals[0];
  state.mean = 0.0;
  if (goal.points > 0.0) { state.mean = sum.z / goal.points; }
  let norm = sqrt(sum.y);
  if (state.judged == 0u) {
    state.first = norm;
    state.best = norm;
  } else {
    state.iterations += 1u;
    state.idle += 1u;
  }
  state.judged = 1u;
  if (norm < goal.decrease * state.best) {
    state.best = norm;
    state.idle = 0u;
  }
  if (state.iterations < arrayLength(&history)) { history[state.iterations] = norm; }
  state.norm = norm;
  state.largest = sum.x;
  state.natural = sqrt(sum.w);
  // What comes next is a plain correction unless someone says otherwise.
  state.step = 1.0;
  // max() loses what is not a number: sums do not.
  state.code = verdict(select(norm, sum.y, !finite(sum.y)));
  halt[0] = state.code;
}
