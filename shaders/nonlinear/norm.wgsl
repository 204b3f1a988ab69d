// First half of the sum of F(u)^2: one partial sum for each column of ROWS nodes.
// in: rises, solution; out: partial[ceil(ny/ROWS)*nx]; items: nx x ceil(ny/ROWS); ROWS formulas, 4 ROWS bytes an item.
@group(0) @binding(4) var<storage, read_write> partial: array<f32>;

const ROWS = 16u;

@compute @workgroup_size(64)
fn norm(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= level.nodes.x || id.y * ROWS >= level.nodes.y) { return; }
  var sum = 0.0;
  for (var j = id.y * ROWS; j < min((id.y + 1u) * ROWS, level.nodes.y); j++) {
    if (hasEquation(i, j)) {
      let f = formula(pointAt(i, j)).x;
      sum += f * f;
    }
  }
  partial[id.y * level.nodes.x + i] = sum;
}
