// s - F(u) at the nodes that have an equation, 0 at the others.
// in: rises, s, solution; out: misfit [ny*nx]; items: nx x ny; the formula and 20 flop, 12 bytes an item.
@group(0) @binding(4) var<storage, read_write> misfit: array<f32>;

@compute @workgroup_size(32, 2)
fn misfit_at(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.nodes.x || id.y >= level.nodes.y) { return; }
  let k = id.x + level.nodes.x * id.y;
  misfit[k] = 0.0;
  if (hasEquation(id.x, id.y)) { misfit[k] = s[k] - formula(pointAt(id.x, id.y)).x; }
}
