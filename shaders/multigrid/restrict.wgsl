// Residual of the fine level summed over the up to four cells of each coarse cell; starts the coarse solution at 0.
// in: rhs, solution [ny*nx]; out: coarseRhs, coarseSolution [cny*cnx], cnx = ceil(nx/2); items: cnx x cny;
// 72 flop and 40 bytes a coarse cell.
@group(0) @binding(7) var<storage, read_write> coarseRhs: array<f32>;
@group(0) @binding(8) var<storage, read_write> coarseSolution: array<f32>;

@compute @workgroup_size(64)
fn restriction(@builtin(global_invocation_id) id: vec3u) {
  let cnx = (level.nx + 1u) / 2u;
  let cny = (level.ny + 1u) / 2u;
  if (id.x >= cnx || id.y >= cny || progress[0] != 0u) { return; }
  let i = 2u * id.x;
  let j = 2u * id.y;
  var sum = residual(i, j);
  if (i + 1u < level.nx) { sum += residual(i + 1u, j); }
  if (j + 1u < level.ny) {
    sum += residual(i, j + 1u);
    if (i + 1u < level.nx) { sum += residual(i + 1u, j + 1u); }
  }
  let at = id.y * cnx + id.x;
  coarseRhs[at] = sum;
  coarseSolution[at] = 0.0;
}
