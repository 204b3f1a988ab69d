// residual = rhs - A solution. in: rhs, solution [points]; out: residual[points];
// items: nx x ceil(ny / ROWS) x nz, columns of ROWS points along y; 12 bytes a point.
@group(0) @binding(5) var<storage, read_write> residual: array<f32>;

const ROWS = 8u;

@compute @workgroup_size(64)
fn leave(@builtin(global_invocation_id) id: vec3u) {
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
    let here = point(p);
    residual[here] = rhs[here] - applied(p);
  }
}
