// One half sweep of red-black Gauss-Seidel with over-relaxation `weight`, in place.
// in: rhs[ny*nx]; in/out: solution[ny*nx]; items: ceil(nx/2) x ny; 16 flop and 12 bytes a relaxed cell.
@compute @workgroup_size(64)
fn relax(@builtin(global_invocation_id) id: vec3u) {
  let j = id.y;
  let i = 2u * id.x + ((j + level.color) & 1u);
  if (i >= level.nx || j >= level.ny || progress[0] != 0u) { return; }
  let s = stencil(i, j);
  let at = j * level.nx + i;
  // A cell without an open face has no equation: it stays as it is.
  if (s.diagonal > 0.0) {
    let relaxed = (s.sum - rhs[at]) / s.diagonal;
    solution[at] += level.weight * (relaxed - solution[at]);
  }
}
