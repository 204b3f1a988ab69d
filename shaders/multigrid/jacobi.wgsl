// One Jacobi step: relaxed = solution + weight * (rhs - A solution) / centre.
// in: rhs, solution [points]; out: relaxed[points]; items: nx x ceil(ny / ROWS) x nz, columns of ROWS points along y;
// 12 bytes a point.
@group(0) @binding(5) var<storage, read_write> relaxed: array<f32>;

const ROWS = 8u;

@compute @workgroup_size(64)
fn jacobi(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.shape.x || halt[0] != 0u) { return; }
  var p = id;
  var held = 0xffffffffu;
  for (var j = id.y * ROWS; j < min((id.y + 1u) * ROWS, level.shape.y); j++) {
    p.y = j;
    let at = rowOf(p);
    if (at != held) {
      loadRow(at);
      held = at;
    }
    let d = centre();
    let here = point(p);
    var change = 0.0;
    if (d != 0.0) { change = level.weight * (rhs[here] - applied(p)) / d; }
    relaxed[here] = solution[here] + change;
  }
}
