// The solution moved by `shift.length` times a change of the nodes that have an equation, which has one row for each.
// in: solution [ny*nx], change[rows]; out: trial [ny*nx]; items: nx x ny; 2 flop, 12 bytes an item.
struct Shift { length: f32 }
@group(0) @binding(4) var<uniform> shift: Shift;
@group(0) @binding(5) var<storage, read> change: array<f32>;
@group(0) @binding(6) var<storage, read_write> trial: array<f32>;

@compute @workgroup_size(32, 2)
fn step_to(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.nodes.x || id.y >= level.nodes.y) { return; }
  let k = id.x + level.nodes.x * id.y;
  var value = solution[k];
  if (hasEquation(id.x, id.y)) {
    let at = id.xy - level.first;
    value += shift.length * change[at.x + (level.end.x - level.first.x) * at.y];
  }
  trial[k] = value;
}
