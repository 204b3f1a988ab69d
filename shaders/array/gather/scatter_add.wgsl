// y[o, r, i] = the sum of x[o, j, i] over the chain of row r (see link.wgsl), in its order: the same bits every time.
// in: src[outer, count, inner], chain[extent + count]; out: dst[outer, extent, inner]; a thread for each element of it.
const NONE = 0xffffffffu;

struct Shape {
  items: u32,
  extent: u32,
  count: u32,
  inner: u32,
  src_offset: u32,
  dst_offset: u32,
}
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read> chain: array<u32>;
@group(0) @binding(2) var<storage, read_write> dst: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: Shape;

@compute @workgroup_size(64)
fn scatter_add(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let shape = sizes;
  let item = id.x + id.y * (groups.x * 64u);
  if (item >= shape.items) { return; }
  let i = item % shape.inner;
  let row = item / shape.inner;
  let first = shape.src_offset + (row / shape.extent) * shape.count * shape.inner + i;
  var sum = 0.0;
  var j = chain[row % shape.extent];
  for (var k = 0u; k < shape.count; k++) {
    if (j == NONE) { break; }
    sum += src[first + j * shape.inner];
    j = chain[shape.extent + j];
  }
  dst[shape.dst_offset + item] = sum;
}
