// A = L L^T, column by column. in: src[problem, N, N], of which the lower triangle is read; out: dst likewise, zero
// above the diagonal; status[problem]: 0, or 1 + the first pivot that was not above the floor and was raised to it.
// Every thread has its own rows and the pivot's sum on the side, so that a column takes one barrier.
// N^3 / 3 flop and 8 N^2 bytes a problem.
override N: u32;
override SRC_OFFSET: u32;
override DST_OFFSET: u32;
// Least pivot, relative to the largest diagonal element.
override FLOOR: f32;
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;
@group(0) @binding(2) var<storage, read_write> status: array<u32>;

fn solve(problem: u32, lane: u32) {
  let a = problem * N * N + SRC_OFFSET;
  let l = problem * N * N + DST_OFFSET;
  var largest = 0.0;
  for (var i = 0u; i < N; i++) { largest = max(largest, src[a + i * N + i]); }
  // A diagonal without a positive element leaves any positive number.
  let least = max(FLOOR * largest, 1e-30);
  for (var j = 0u; j < N; j++) {
    for (var i = lane; i < N; i += LANES) {
      if (i < j) {
        dst[l + i * N + j] = 0.0;
        continue;
      }
      var pivot = src[a + j * N + j];
      var sum = src[a + i * N + j];
      for (var k = 0u; k < j; k++) {
        let p = dst[l + j * N + k];
        pivot -= p * p;
        sum -= dst[l + i * N + k] * p;
      }
      let good = pivot > least;
      let root = sqrt(select(least, pivot, good));
      dst[l + i * N + j] = select(sum / root, root, i == j);
      if (i == j) {
        let before = select(status[problem], 0u, j == 0u);
        status[problem] = select(before, j + 1u, before == 0u && !good);
      }
    }
    sync();
  }
}
