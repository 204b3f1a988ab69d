// Adds the change of the coarser level, interpolated bilinearly, at the nodes that have an equation.
// in: before, after [ceil(ny/2)*ceil(nx/2)]; in/out: solution [ny*nx]; items: nx x ny; 8 flop, 12 bytes an item.
@group(0) @binding(4) var<storage, read> before: array<f32>;
@group(0) @binding(5) var<storage, read> after: array<f32>;

@compute @workgroup_size(32, 2)
fn prolong(@builtin(global_invocation_id) id: vec3u) {
  if (!hasEquation(id.x, id.y)) { return; }
  let width = (level.nodes.x + 1u) / 2u;
  let low = id.xy / 2u;
  let high = low + (id.xy & vec2u(1u));
  let a = low.x + width * low.y;
  let b = high.x + width * low.y;
  let c = low.x + width * high.y;
  let d = high.x + width * high.y;
  let change = (after[a] - before[a]) + (after[b] - before[b]) + (after[c] - before[c]) + (after[d] - before[d]);
  solution[id.x + level.nodes.x * id.y] += 0.25 * change;
}
