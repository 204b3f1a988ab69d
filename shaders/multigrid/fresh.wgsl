// The first step of a smoother from 0: weight * rhs / centre on the points of one colour, 0 elsewhere; whatever
// `solution` holds is not read. in: rhs[points]; out: solution[points]; items: nx x ceil(ny / ROWS) x nz, columns of ROWS
// points along y; 4 bytes a point and 4 a point of the colour.
override CENTRE: u32 = 0u;  // number of the centre coefficient

const ROWS = 16u;

@compute @workgroup_size(64)
fn fresh(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.shape.x || halt[0] != 0u) { return; }
  var p = id;
  var held = 0xffffffffu;
  var factor = 0.0;
  for (var j = id.y * ROWS; j < min((id.y + 1u) * ROWS, level.shape.y); j++) {
    p.y = j;
    let here = point(p);
    var value = 0.0;
    if (painted(p)) {
      let at = rowOf(p);
      if (at != held) {
        held = at;
        let d = coefficients[CENTRE * level.rows + at];
        factor = select(level.weight / d, 0.0, d == 0.0);
      }
      value = factor * rhs[here];
    }
    solution[here] = value;
  }
}
