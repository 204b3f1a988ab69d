// The nodes of one colour, each by a Newton step for its own value: two colours (i + j odd or even), four with CORNERS.
// in: rises, s; in/out: solution [ny*nx]; items: ceil(nx/2) x ny, with CORNERS ceil(nx/2) x ceil(ny/2); the formula and
// 24 flop, 12 bytes an item.
@compute @workgroup_size(32, 2)
fn smooth_colour(@builtin(global_invocation_id) id: vec3u) {
  var i = 2u * id.x + ((id.y + level.colour) & 1u);
  var j = id.y;
  if (CORNERS) {
    i = 2u * id.x + (level.colour & 1u);
    j = 2u * id.y + (level.colour >> 1u);
  }
  if (hasEquation(i, j)) { relax(i, j); }
}
