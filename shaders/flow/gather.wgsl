// Maxima and sums of the partials of `status`. in: partial[2 * count], progress of the pressure solve;
// out: summary = extremes, sums, (cycles, residual, missed solves, cycles of all
// solves); one workgroup, 6 barriers.
struct Count { count: u32 }
@group(0) @binding(0) var<uniform> size: Count;
@group(0) @binding(1) var<storage, read> partial: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> progress: array<u32, 5>;
@group(0) @binding(3) var<storage, read_write> summary: array<vec4f, 3>;

var<workgroup> extremes: array<vec4f, 64>;
var<workgroup> sums: array<vec4f, 64>;

@compute @workgroup_size(64)
fn gather(@builtin(local_invocation_index) k: u32) {
  var largest = vec4f(0.0);
  var total = vec4f(0.0);
  for (var n = k; n < size.count; n += 64u) {
    largest = max(largest, partial[2u * n]);
    total += partial[2u * n + 1u];
  }
  extremes[k] = largest;
  sums[k] = total;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (k < half) {
      extremes[k] = max(extremes[k], extremes[k + half]);
      sums[k] += sums[k + half];
    }
  }
  if (k == 0u) {
    summary[0] = extremes[0];
    summary[1] = sums[0];
    summary[2] = vec4f(f32(progress[2]), bitcast<f32>(progress[1]), f32(progress[3]), f32(progress[4]));
  }
}
