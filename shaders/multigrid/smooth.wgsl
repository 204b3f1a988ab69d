// Gauss-Seidel on the points of one colour, over-relaxed by `weight`, in place; points without an equation tend to 0.
// in: rhs[points]; in/out: solution[points]; items: count.x x ceil(count.y / ROWS) x count.z, each a column of ROWS
// points along y, of which a checkerboard's colour has every other one. 8 bytes a point of the colour, 4 more where the
// weight is not 1 (the old value is read), and 4 a point that is not of the colour.
const ROWS = 8u;

@compute @workgroup_size(64)
fn relax(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.count.x || id.z >= level.count.z || halt[0] != 0u) { return; }
  var p = level.first + id * level.step;
  let end = min((id.y + 1u) * ROWS, level.count.y);
  var start = id.y * ROWS;
  var stride = 1u;
  if (level.parity < 2u) {
    start += (p.x + p.z + level.parity) & 1u;
    stride = 2u;
  }
  var held = 0xffffffffu;
  for (var b = start; b < end; b += max(1u, stride)) {
    p.y = level.first.y + b * level.step.y;
    let at = rowOf(p);
    if (at != held) {
      loadRow(at);
      held = at;
    }
    let d = centre();
    let here = point(p);
    var value = 0.0;
    if (d != 0.0) { value = (rhs[here] - others(p)) / d; }
    if (level.weight != 1.0) { value = mix(solution[here], value, level.weight); }
    solution[here] = value;
  }
}
