// For each row, the places in `indices` that name it, ascending, as a chain: chain[row] is the first, chain[extent + j]
// the one after j, NONE ends. Every place is written by the one thread whose row it names, so no atomics are needed.
// in: indices[count], whole numbers as f32; out: chain[extent + count]; a thread for each row. `count` comparisons an
// item, at addresses that all threads share.
const NONE = 0xffffffffu;

struct Shape {
  extent: u32,
  count: u32,
  indices_offset: u32,
}
@group(0) @binding(0) var<storage, read> indices: array<f32>;
@group(0) @binding(1) var<storage, read_write> chain: array<u32>;
@group(0) @binding(2) var<storage, read> sizes: Shape;

@compute @workgroup_size(64)
fn link(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let shape = sizes;
  let row = id.x + id.y * (groups.x * 64u);
  if (row >= shape.extent) { return; }
  var first = NONE;
  for (var k = 1u; k <= shape.count; k++) {
    let j = shape.count - k;
    let index = indices[shape.indices_offset + j];
    if (index >= f32(row) && index < f32(row + 1u)) {
      chain[shape.extent + j] = first;
      first = j;
    }
  }
  chain[row] = first;
}
