// shares[s] = the part of jacobian^T * weights that rows [s * share, (s + 1) * share) give, four columns a thread; the
// host adds the shares in f64.
// in: jacobian in panels of 32 columns with `rows` rows, weights [rows], share a multiple of 4; out: shares
// [shares][panels * 32]; grid: x panels * 8 threads, y shares; bound: 2 flops a number.
struct Times { rows: u32, panels: u32, share: u32, spare: u32 }
@group(0) @binding(0) var<uniform> times: Times;
@group(0) @binding(1) var<storage, read> jacobian: array<vec4f>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> shares: array<vec4f>;

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let end = min((id.y + 1u) * times.share, times.rows);
  let place = id.x / 8u * times.rows * 8u + id.x % 8u;
  var sum = vec4f();
  for (var row = id.y * times.share; row < end; row += 4u) {
    let w = weights[row / 4u];
    let at = place + row * 8u;
    sum = fma(jacobian[at], vec4f(w.x), sum);
    sum = fma(jacobian[at + 8u], vec4f(w.y), sum);
    sum = fma(jacobian[at + 16u], vec4f(w.z), sum);
    sum = fma(jacobian[at + 24u], vec4f(w.w), sum);
  }
  shares[id.y * times.panels * 8u + id.x] = sum;
}
