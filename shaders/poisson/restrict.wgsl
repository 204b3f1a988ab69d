// Residual of the fine level summed over the up to four cells of each coarse cell.
// in: rhs, solution [ny*nx]; out: coarseRhs[cny*cnx], cnx = ceil(nx/2); items: cnx x cny, whose four cells share their
// neighbours; 72 flop and 36 bytes a coarse cell.
@group(0) @binding(7) var<storage, read_write> coarseRhs: array<f32>;

@compute @workgroup_size(64)
fn restriction(@builtin(global_invocation_id) id: vec3u) {
  let nx = level.nx;
  let ny = level.ny;
  let cnx = (nx + 1u) / 2u;
  let cny = (ny + 1u) / 2u;
  if (id.x >= cnx || id.y >= cny || progress[0] != 0u) { return; }
  // The two columns and rows of the coarse cell; where there is no second one, it is what the first has behind it.
  let i = 2u * id.x;
  let j = 2u * id.y;
  let i1 = after(i, nx);
  let j1 = after(j, ny);
  let low = j * nx;
  let high = j1 * nx;
  let west = before(i, nx);
  let east = after(i1, nx);
  let south = before(j, ny) * nx;
  let north = after(j1, ny) * nx;
  let p = vec4f(solution[low + i], solution[low + i1], solution[high + i], solution[high + i1]);
  let w = vec2f(solution[low + west], solution[high + west]);
  let s = vec2f(solution[south + i], solution[south + i1]);
  let e = vec2f(solution[low + east], solution[high + east]);
  let n = vec2f(solution[north + i], solution[north + i1]);
  var sum = rhs[low + i] - laplacian(faces(i, j), p.x, vec4f(w.x, p.y, s.x, p.z));
  let hasEast = i + 1u < nx;
  let hasNorth = j + 1u < ny;
  if (hasEast) { sum += rhs[low + i1] - laplacian(faces(i1, j), p.y, vec4f(p.x, e.x, s.y, p.w)); }
  if (hasNorth) { sum += rhs[high + i] - laplacian(faces(i, j1), p.z, vec4f(w.y, p.w, p.x, n.x)); }
  if (hasEast && hasNorth) { sum += rhs[high + i1] - laplacian(faces(i1, j1), p.w, vec4f(p.z, e.y, p.y, n.y)); }
  coarseRhs[id.y * cnx + id.x] = sum;
}
