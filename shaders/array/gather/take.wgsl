// y[o, j, i] = x[o, indices[j], i], zero where an index lies outside. in: src[outer, extent, inner], indices[count],
// whole numbers as f32; out: dst[outer, count, inner]; a thread for each element of it. 12 bytes an item, no flop.
struct Shape {
  items: u32,
  extent: u32,
  count: u32,
  inner: u32,
  src_offset: u32,
  indices_offset: u32,
  dst_offset: u32,
}
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read> indices: array<f32>;
@group(0) @binding(2) var<storage, read_write> dst: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: Shape;

@compute @workgroup_size(64)
fn take(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let shape = sizes;
  let item = id.x + id.y * (groups.x * 64u);
  if (item >= shape.items) { return; }
  let i = item % shape.inner;
  let row = item / shape.inner;
  let index = indices[shape.indices_offset + row % shape.count];
  let inside = index >= 0.0 && index < f32(shape.extent);
  let place = (row / shape.count) * shape.extent + u32(select(0.0, index, inside));
  let value = src[shape.src_offset + place * shape.inner + i];
  dst[shape.dst_offset + item] = select(0.0, value, inside);
}
