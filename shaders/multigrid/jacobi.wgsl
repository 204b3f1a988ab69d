// One weighted Jacobi sweep, for levels whose checkerboard does not close (odd and periodic).
// in: rhs[ny*nx], solution[ny*nx]; out: relaxed[ny*nx]; items: nx x ny; 16 flop and 12 bytes a cell.
@group(0) @binding(7) var<storage, read_write> relaxed: array<f32>;

@compute @workgroup_size(64)
fn jacobi(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let j = id.y;
  if (i >= level.nx || j >= level.ny || progress[0] != 0u) { return; }
  let s = stencil(i, j);
  let at = j * level.nx + i;
  var value = solution[at];
  if (s.diagonal > 0.0) {
    value += level.weight * ((s.sum - rhs[at]) / s.diagonal - value);
  }
  relaxed[at] = value;
}
