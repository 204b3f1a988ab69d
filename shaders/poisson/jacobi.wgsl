// One weighted Jacobi sweep, for levels whose checkerboard does not close (odd and periodic). FRESH starts from 0,
// whatever `solution` holds.
// in: rhs[ny*nx], solution[ny*nx]; out: relaxed[ny*nx]; items: nx x ny; 16 flop and 12 bytes a cell.
@group(0) @binding(7) var<storage, read_write> relaxed: array<f32>;

override FRESH: bool = false;

@compute @workgroup_size(64)
fn jacobi(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let j = id.y;
  let nx = level.nx;
  if (i >= nx || j >= level.ny || progress[0] != 0u) { return; }
  let row = j * nx;
  let face = faces(i, j);
  let d = diagonal(face);
  var near = vec4f(0.0);
  var value = 0.0;
  if (!FRESH) {
    near = vec4f(solution[row + before(i, nx)], solution[row + after(i, nx)],
                 solution[before(j, level.ny) * nx + i], solution[after(j, level.ny) * nx + i]);
    value = solution[row + i];
  }
  if (d > 0.0) {
    value += level.weight * ((dot(face.conductance, near) - rhs[row + i]) / d - value);
  }
  relaxed[row + i] = value;
}
