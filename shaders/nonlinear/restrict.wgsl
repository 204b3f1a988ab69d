// What this level has to solve: s = F of the injected solution + the finer level's misfit, fully weighted.
// in: rises, solution, misfit[(2 ny - 1)*(2 nx - 1)]; out: s[ny*nx]; items: nx x ny; the formula and 40 flop, 24 bytes.
@group(0) @binding(4) var<storage, read> misfit: array<f32>;

fn mirrored(at: i32, nodes: i32) -> i32 {
  return select(select(at, nodes - 2, at >= nodes), 1, at < 0);
}

@compute @workgroup_size(32, 2)
fn restrict_misfit(@builtin(global_invocation_id) id: vec3u) {
  if (!hasEquation(id.x, id.y)) { return; }
  let n = 2 * vec2i(level.nodes) - 1;
  var sum = 0.0;
  for (var dy = -1; dy <= 1; dy++) {
    let row = n.x * mirrored(2 * i32(id.y) + dy, n.y);
    let i = 2 * i32(id.x);
    let line = misfit[row + mirrored(i - 1, n.x)] + 2.0 * misfit[row + i] + misfit[row + mirrored(i + 1, n.x)];
    sum += f32(2 - abs(dy)) * line;
  }
  s[id.x + level.nodes.x * id.y] = formula(pointAt(id.x, id.y)).x + sum / 16.0;
}
