// Second half of the norm: the maximum of `count` partials, compared with the tolerance. Sets progress;
// its word 4 counts the cycles of all solves modulo 2^20, which f32 holds.
// in: partial[count]; in/out: progress; one workgroup; 6 barriers.
struct Goal { count: u32, tolerance: f32, last: u32 }
@group(0) @binding(0) var<uniform> goal: Goal;
@group(0) @binding(1) var<storage, read> partial: array<f32>;
@group(0) @binding(2) var<storage, read_write> progress: array<u32, 5>;

var<workgroup> shared_max: array<f32, 64>;

@compute @workgroup_size(64)
fn finish(@builtin(local_invocation_index) k: u32) {
  var largest = 0.0;
  for (var n = k; n < goal.count; n += 64u) {
    largest = max(largest, partial[n]);
  }
  shared_max[k] = largest;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (k < half) { shared_max[k] = max(shared_max[k], shared_max[k + half]); }
  }
  if (k == 0u && progress[0] == 0u) {
    progress[1] = bitcast<u32>(shared_max[0]);
    progress[2] += 1u;
    progress[4] = (progress[4] + 1u) & 0xfffffu;
    if (shared_max[0] <= goal.tolerance) { progress[0] = 1u; }
    else if (goal.last != 0u) { progress[3] += 1u; }
  }
}
