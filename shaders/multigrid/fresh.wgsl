// The first step of a smoother from 0: weight * rhs / centre on the points of one colour, 0 elsewhere; whatever
// `solution` holds is not read. in: rhs[points]; out: solution[points]; items: nx x ny x nz; 8 bytes a point.
override CENTRE: u32 = 0u;  // number of the centre coefficient

@compute @workgroup_size(64)
fn fresh(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.shape.x || halt[0] != 0u) { return; }
  let here = point(id);
  var value = 0.0;
  if (painted(id)) {
    let d = coefficients[CENTRE * level.rows + rowOf(id)];
    if (d != 0.0) { value = level.weight * rhs[here] / d; }
  }
  solution[here] = value;
}
