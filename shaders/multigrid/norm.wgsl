// First half of the residual norm max |rhs - L p| / sqrt(width * height): one partial maximum for each column of
// ROWS cells. in: rhs, solution [ny*nx]; out: partial[ceil(ny/ROWS)*nx]; items: nx x ceil(ny/ROWS);
// 18 ROWS flop and 8 ROWS bytes an item. A residual that is not a number counts as the largest float.
@group(0) @binding(7) var<storage, read_write> partial: array<f32>;

const ROWS = 16u;

@compute @workgroup_size(64)
fn norm(@builtin(global_invocation_id) id: vec3u) {
  let first = id.y * ROWS;
  if (id.x >= level.nx || first >= level.ny || progress[0] != 0u) { return; }
  var largest = 0.0;
  for (var j = first; j < min(first + ROWS, level.ny); j++) {
    let r = abs(residual(id.x, j)) * inverseSqrt(cellArea(id.x, j));
    // Exponent bits, because comparisons with NaN may be optimised away.
    let finite = (bitcast<u32>(r) & 0x7f800000u) != 0x7f800000u;
    largest = max(largest, select(3.4e38, r, finite));
  }
  partial[id.y * level.nx + id.x] = largest;
}
