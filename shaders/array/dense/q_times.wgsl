// Q^T b or Q b, one thread for each column of b. in: packed[problem, M + 1, N] as qr.wgsl leaves it, src[problem, M, K];
// out: dst[problem, M, K]. 4 N M - 2 N^2 flop a thread.
override COUNT: u32;
override M: u32;
override N: u32;
override K: u32;
override TRANSPOSED: bool;
override PACKED_OFFSET: u32;
override SRC_OFFSET: u32;
override DST_OFFSET: u32;
@group(0) @binding(0) var<storage, read> packed: array<f32>;
@group(0) @binding(1) var<storage, read> src: array<f32>;
@group(0) @binding(2) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn q_times(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * (groups.x * 64u);
  if (item >= COUNT) { return; }
  let problem = item / K;
  let q = problem * (M + 1u) * N + PACKED_OFFSET;
  let first = problem * M * K + item % K;
  let to = first + DST_OFFSET;
  for (var i = 0u; i < M; i++) { dst[to + i * K] = src[first + SRC_OFFSET + i * K]; }
  for (var step = 0u; step < N; step++) {
    let k = select(N - 1u - step, step, TRANSPOSED);
    var sum = dst[to + k * K];
    for (var i = k + 1u; i < M; i++) { sum += packed[q + i * N + k] * dst[to + i * K]; }
    let weight = packed[q + M * N + k] * sum;
    dst[to + k * K] -= weight;
    for (var i = k + 1u; i < M; i++) { dst[to + i * K] -= weight * packed[q + i * N + k]; }
  }
}
