// out = keep * out + sign * left^T right, in blocks of 32 x 32 on and above the diagonal, one subgroup of 8 a block,
// whose threads load four numbers each and hand them round: for adapters where a load costs far more (llvmpipe).
// in: left, right in panels of 32 columns, `rows` rows each from `leftFrom`, `rightFrom`; out in panels;
// grid: x block column, y block row; bound: 2 flop a row and element.
enable subgroups;
struct Product {
  rows: u32, leftRows: u32, leftFrom: u32, leftPanel: u32,
  rightRows: u32, rightFrom: u32, outRows: u32, outFrom: u32,
  firstColumn: u32, firstRow: u32, keep: f32, sign: f32,
}
@group(0) @binding(0) var<uniform> product: Product;
@group(0) @binding(1) var<storage, read> left: array<vec4f>;
@group(0) @binding(2) var<storage, read> right: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  let column = product.firstColumn + id.x;
  if (column < product.firstRow + id.y) { return; }
  let x = ((product.leftPanel + id.y) * product.leftRows + product.leftFrom) * 8u + lane;
  let y = (column * product.rightRows + product.rightFrom) * 8u + lane;
  var t0 = vec4f(); var t1 = vec4f(); var t2 = vec4f(); var t3 = vec4f();
  var t4 = vec4f(); var t5 = vec4f(); var t6 = vec4f(); var t7 = vec4f();
  var t8 = vec4f(); var t9 = vec4f(); var t10 = vec4f(); var t11 = vec4f();
  var t12 = vec4f(); var t13 = vec4f(); var t14 = vec4f(); var t15 = vec4f();
  var t16 = vec4f(); var t17 = vec4f(); var t18 = vec4f(); var t19 = vec4f();
  var t20 = vec4f(); var t21 = vec4f(); var t22 = vec4f(); var t23 = vec4f();
  var t24 = vec4f(); var t25 = vec4f(); var t26 = vec4f(); var t27 = vec4f();
  var t28 = vec4f(); var t29 = vec4f(); var t30 = vec4f(); var t31 = vec4f();
  for (var m = 0u; m < product.rows; m++) {
    let h = left[x + m * 8u];
    let o = right[y + m * 8u];
    t0 = fma(vec4f(subgroupBroadcast(h.x, 0u)), o, t0);
    t1 = fma(vec4f(subgroupBroadcast(h.y, 0u)), o, t1);
    t2 = fma(vec4f(subgroupBroadcast(h.z, 0u)), o, t2);
    t3 = fma(vec4f(subgroupBroadcast(h.w, 0u)), o, t3);
    t4 = fma(vec4f(subgroupBroadcast(h.x, 1u)), o, t4);
    t5 = fma(vec4f(subgroupBroadcast(h.y, 1u)), o, t5);
    t6 = fma(vec4f(subgroupBroadcast(h.z, 1u)), o, t6);
    t7 = fma(vec4f(subgroupBroadcast(h.w, 1u)), o, t7);
    t8 = fma(vec4f(subgroupBroadcast(h.x, 2u)), o, t8);
    t9 = fma(vec4f(subgroupBroadcast(h.y, 2u)), o, t9);
    t10 = fma(vec4f(subgroupBroadcast(h.z, 2u)), o, t10);
    t11 = fma(vec4f(subgroupBroadcast(h.w, 2u)), o, t11);
    t12 = fma(vec4f(subgroupBroadcast(h.x, 3u)), o, t12);
    t13 = fma(vec4f(subgroupBroadcast(h.y, 3u)), o, t13);
    t14 = fma(vec4f(subgroupBroadcast(h.z, 3u)), o, t14);
    t15 = fma(vec4f(subgroupBroadcast(h.w, 3u)), o, t15);
    t16 = fma(vec4f(subgroupBroadcast(h.x, 4u)), o, t16);
    t17 = fma(vec4f(subgroupBroadcast(h.y, 4u)), o, t17);
    t18 = fma(vec4f(subgroupBroadcast(h.z, 4u)), o, t18);
    t19 = fma(vec4f(subgroupBroadcast(h.w, 4u)), o, t19);
    t20 = fma(vec4f(subgroupBroadcast(h.x, 5u)), o, t20);
    t21 = fma(vec4f(subgroupBroadcast(h.y, 5u)), o, t21);
    t22 = fma(vec4f(subgroupBroadcast(h.z, 5u)), o, t22);
    t23 = fma(vec4f(subgroupBroadcast(h.w, 5u)), o, t23);
    t24 = fma(vec4f(subgroupBroadcast(h.x, 6u)), o, t24);
    t25 = fma(vec4f(subgroupBroadcast(h.y, 6u)), o, t25);
    t26 = fma(vec4f(subgroupBroadcast(h.z, 6u)), o, t26);
    t27 = fma(vec4f(subgroupBroadcast(h.w, 6u)), o, t27);
    t28 = fma(vec4f(subgroupBroadcast(h.x, 7u)), o, t28);
    t29 = fma(vec4f(subgroupBroadcast(h.y, 7u)), o, t29);
    t30 = fma(vec4f(subgroupBroadcast(h.z, 7u)), o, t30);
    t31 = fma(vec4f(subgroupBroadcast(h.w, 7u)), o, t31);
  }
  let at = (column * product.outRows + product.outFrom + id.y * 32u) * 8u + lane;
  put(at, 0u, t0); put(at, 1u, t1); put(at, 2u, t2); put(at, 3u, t3);
  put(at, 4u, t4); put(at, 5u, t5); put(at, 6u, t6); put(at, 7u, t7);
  put(at, 8u, t8); put(at, 9u, t9); put(at, 10u, t10); put(at, 11u, t11);
  put(at, 12u, t12); put(at, 13u, t13); put(at, 14u, t14); put(at, 15u, t15);
  put(at, 16u, t16); put(at, 17u, t17); put(at, 18u, t18); put(at, 19u, t19);
  put(at, 20u, t20); put(at, 21u, t21); put(at, 22u, t22); put(at, 23u, t23);
  put(at, 24u, t24); put(at, 25u, t25); put(at, 26u, t26); put(at, 27u, t27);
  put(at, 28u, t28); put(at, 29u, t29); put(at, 30u, t30); put(at, 31u, t31);
}

fn put(at: u32, row: u32, value: vec4f) {
  let place = at + row * 8u;
  var before = vec4f();
  if (product.keep != 0.0) { before = product.keep * out[place]; }
  out[place] = before + product.sign * value;
}
