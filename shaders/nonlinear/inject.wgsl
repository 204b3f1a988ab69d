// The solution of a finer level at the nodes that this one shares, twice: to be changed, and to tell the change by.
// in: fine[(2 ny - 1)*(2 nx - 1)]; out: solution, before [ny*nx]; items: nx x ny; 12 bytes an item.
@group(0) @binding(4) var<storage, read> fine: array<f32>;
@group(0) @binding(5) var<storage, read_write> before: array<f32>;

@compute @workgroup_size(32, 2)
fn inject(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.nodes.x || id.y >= level.nodes.y) { return; }
  let k = id.x + level.nodes.x * id.y;
  let value = fine[2u * id.x + (2u * level.nodes.x - 1u) * 2u * id.y];
  solution[k] = value;
  before[k] = value;
}
