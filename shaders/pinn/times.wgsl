// product = jacobian * vector, a thread a row; sums panel by panel.
// in: jacobian in panels of 32 columns with `rows` rows, vector [panels * 32]; grid: ceil(rows / 64); 2 flop a number.
struct Times { rows: u32, panels: u32, share: u32, spare: u32 }
@group(0) @binding(0) var<uniform> times: Times;
@group(0) @binding(1) var<storage, read> jacobian: array<vec4f>;
@group(0) @binding(2) var<storage, read> vector: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> product: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= times.rows) { return; }
  var total = 0.0;
  for (var panel = 0u; panel < times.panels; panel++) {
    let place = (panel * times.rows + row) * 8u;
    var sum = jacobian[place] * vector[panel * 8u];
    for (var k = 1u; k < 8u; k++) { sum = fma(jacobian[place + k], vector[panel * 8u + k], sum); }
    total += (sum.x + sum.y) + (sum.z + sum.w);
  }
  product[row] = total;
}
