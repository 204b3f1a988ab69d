// Copies, to measure the memory's bandwidth.
// in: a[n] vec4f; out: b[n]; grid: ceil(n/256); moves 32 bytes an item.
@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4f>;

@compute @workgroup_size(256)
fn copy(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&b)) {
    b[id.x] = a[id.x];
  }
}
