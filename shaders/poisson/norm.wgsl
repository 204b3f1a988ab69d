// First half of the residual norm max |rhs - L p| / sqrt(width * height): one partial maximum for each column of
// ROWS cells. in: rhs, solution [ny*nx]; out: partial[ceil(ny/ROWS)*nx]; items: nx x ceil(ny/ROWS);
// 18 ROWS flop and 8 ROWS bytes an item. A residual that is not a number counts as the largest float.
@group(0) @binding(7) var<storage, read_write> partial: array<f32>;

const ROWS = 16u;

@compute @workgroup_size(64)
fn norm(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let nx = level.nx;
  let first = id.y * ROWS;
  if (i >= nx || first >= level.ny || progress[0] != 0u) { return; }
  let west = before(i, nx);
  let east = after(i, nx);
  var largest = 0.0;
  var south = solution[before(first, level.ny) * nx + i];
  var here = solution[first * nx + i];
  for (var j = first; j < min(first + ROWS, level.ny); j++) {
    let row = j * nx;
    let north = solution[after(j, level.ny) * nx + i];
    let near = vec4f(solution[row + west], solution[row + east], south, north);
    let r = abs(rhs[row + i] - laplacian(faces(i, j), here, near)) * inverseSqrt(cellArea(i, j));
    // Exponent bits, because comparisons with NaN may be optimised away.
    let finite = (bitcast<u32>(r) & 0x7f800000u) != 0x7f800000u;
    largest = max(largest, select(3.4e38, r, finite));
    south = here;
    here = north;
  }
  partial[id.y * nx + i] = largest;
}
