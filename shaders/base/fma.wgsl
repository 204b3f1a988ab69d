// Multiplies and adds in registers, to measure the arithmetic peak.
// in: c[2], factor and term; out: b[n]; grid: ceil(n/64).
// Eight independent chains hide the latency and still fit 16 registers of a CPU adapter;
// 32 rounds x 8 chains x 8 steps x 2 flops = 4096 flops an item.
// c comes from a buffer and b depends on every chain, so that nothing can be folded or left out.
@group(0) @binding(0) var<storage, read> c: array<f32>;
@group(0) @binding(1) var<storage, read_write> b: array<f32>;

@compute @workgroup_size(64)
fn multiply_add(@builtin(global_invocation_id) id: vec3u) {
  let m = c[0];
  let t = c[1];
  var s0 = f32(id.x);
  var s1 = s0 + t;
  var s2 = s1 + t;
  var s3 = s2 + t;
  var s4 = s3 + t;
  var s5 = s4 + t;
  var s6 = s5 + t;
  var s7 = s6 + t;
  for (var k = 0; k < 32; k++) {
    s0 = (((((((s0 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
    s1 = (((((((s1 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
    s2 = (((((((s2 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
    s3 = (((((((s3 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
    s4 = (((((((s4 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
    s5 = (((((((s5 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
    s6 = (((((((s6 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
    s7 = (((((((s7 * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t) * m + t;
  }
  if (id.x < arrayLength(&b)) {
    b[id.x] = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
  }
}
