// One half sweep of red-black Gauss-Seidel with over-relaxation `weight`, in place. FRESH starts from 0, whatever
// `solution` holds: its two half sweeps come first of all, and write every cell.
// in: rhs[ny*nx]; in/out: solution[ny*nx]; items: nx x ceil(ny/ROWS), each the cells of its colour in a column of ROWS,
// which share the values between them; 8 ROWS flop and 6 ROWS bytes an item.
override FRESH: bool = false;

const ROWS = 8u;

@compute @workgroup_size(64)
fn relax(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let nx = level.nx;
  let first = id.y * ROWS + ((i + level.color) & 1u);
  if (i >= nx || first >= level.ny || progress[0] != 0u) { return; }
  let west = before(i, nx);
  let east = after(i, nx);
  let known = !FRESH || level.color == 1u;
  var south = 0.0;
  if (known) { south = solution[before(first, level.ny) * nx + i]; }
  for (var j = first; j < min((id.y + 1u) * ROWS, level.ny); j += 2u) {
    let row = j * nx;
    let at = row + i;
    let face = faces(i, j);
    let d = diagonal(face);
    var near = vec4f(0.0);
    if (known) {
      near = vec4f(solution[row + west], solution[row + east], south, solution[after(j, level.ny) * nx + i]);
      south = near.w;
      // Around a closed end stands what no sweep has written yet.
      if (FRESH) { near = select(near, vec4f(0.0), face.conductance == vec4f(0.0)); }
    }
    // A cell without an open face has no equation: it stays as it is.
    let was = select(solution[at], 0.0, FRESH);
    let relaxed = select(was, (dot(face.conductance, near) - rhs[at]) / d, d > 0.0);
    solution[at] = was + level.weight * (relaxed - was);
  }
}
