// product = jacobian * vector: eight threads share four rows, four columns of each panel a thread.
// in: jacobian in panels of 32 columns with `rows` rows (a multiple of 4), vector [panels * 32];
// grid: x ceil(rows / 4) workgroups; bound: 2 flops a number.
struct Times { rows: u32, panels: u32, share: u32, spare: u32 }
@group(0) @binding(0) var<uniform> times: Times;
@group(0) @binding(1) var<storage, read> jacobian: array<vec4f>;
@group(0) @binding(2) var<storage, read> vector: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> product: array<f32>;

var<workgroup> parts: array<vec4f, 8>;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_id) own: vec3u) {
  let lane = own.x;
  let row = id.x * 4u;
  var place = row * 8u + lane;
  var a = vec4f();
  var b = vec4f();
  var c = vec4f();
  var d = vec4f();
  for (var panel = 0u; panel < times.panels; panel++) {
    let v = vector[panel * 8u + lane];
    a = fma(jacobian[place], v, a);
    b = fma(jacobian[place + 8u], v, b);
    c = fma(jacobian[place + 16u], v, c);
    d = fma(jacobian[place + 24u], v, d);
    place += times.rows * 8u;
  }
  let one = vec4f(1.0);
  parts[lane] = vec4f(dot(a, one), dot(b, one), dot(c, one), dot(d, one));
  workgroupBarrier();
  if (lane < 4u) {
    var sum = 0.0;
    for (var k = 0u; k < min(8u, times.panels * 8u); k++) { sum += parts[k][lane]; }
    product[row + lane] = sum;
  }
}
