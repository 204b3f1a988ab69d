// The mean of the points with an equation. in: totals.y = sum, goal; out: state.mean; one item.
struct Goal { tolerance: f32, growth: f32, points: f32 }
@group(0) @binding(0) var<uniform> goal: Goal;
@group(0) @binding(1) var<storage, read> totals: array<vec4f, 1>;
@group(0) @binding(2) var<storage, read_write> state: State;

@compute @workgroup_size(1)
fn mean() {
  state.mean = totals[0].y / goal.points;
}
