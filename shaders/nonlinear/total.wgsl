// Second half of the norm: the sum of all partials. in: partial[count]; out: total[1]; one workgroup; 6 barriers.
struct Size { count: u32 }
@group(0) @binding(0) var<uniform> size: Size;
@group(0) @binding(1) var<storage, read> partial: array<f32>;
@group(0) @binding(2) var<storage, read_write> total: array<f32>;

var<workgroup> shared_sum: array<f32, 64>;

@compute @workgroup_size(64)
fn total_sum(@builtin(local_invocation_index) k: u32) {
  var sum = 0.0;
  for (var n = k; n < size.count; n += 64u) { sum += partial[n]; }
  shared_sum[k] = sum;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (k < half) { shared_sum[k] += shared_sum[k + half]; }
  }
  if (k == 0u) { total[0] = shared_sum[0]; }
}
