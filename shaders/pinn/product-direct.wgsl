// out = keep * out + sign * left^T right, in blocks of 32 x 32 on and above the diagonal, one workgroup a block,
// 4 x 4 numbers a thread; the same operands as product-shared.wgsl.
// in: left, right in panels of 32 columns, `rows` rows each from `leftFrom`, `rightFrom`; out in panels;
// grid: x block column, y block row (each 8 threads wide); bound: 2 flop a row and element.
struct Product {
  rows: u32, leftRows: u32, leftFrom: u32, leftPanel: u32,
  rightRows: u32, rightFrom: u32, outRows: u32, outFrom: u32,
  firstColumn: u32, firstRow: u32, keep: f32, sign: f32,
}
@group(0) @binding(0) var<uniform> product: Product;
@group(0) @binding(1) var<storage, read> left: array<vec4f>;
@group(0) @binding(2) var<storage, read> right: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_id) own: vec3u) {
  let column = product.firstColumn + id.x;
  if (column < product.firstRow + id.y) { return; }
  let x = ((product.leftPanel + id.y) * product.leftRows + product.leftFrom) * 8u + own.y;
  let y = (column * product.rightRows + product.rightFrom) * 8u + own.x;
  var t0 = vec4f();
  var t1 = vec4f();
  var t2 = vec4f();
  var t3 = vec4f();
  for (var m = 0u; m < product.rows; m++) {
    let h = left[x + m * 8u];
    let o = right[y + m * 8u];
    t0 = fma(vec4f(h.x), o, t0);
    t1 = fma(vec4f(h.y), o, t1);
    t2 = fma(vec4f(h.z), o, t2);
    t3 = fma(vec4f(h.w), o, t3);
  }
  let at = (column * product.outRows + product.outFrom + id.y * 32u + own.y * 4u) * 8u + own.x;
  put(at, t0);
  put(at + 8u, t1);
  put(at + 16u, t2);
  put(at + 24u, t3);
}

fn put(place: u32, value: vec4f) {
  var before = vec4f();
  if (product.keep != 0.0) { before = product.keep * out[place]; }
  out[place] = before + product.sign * value;
}
