// A = L L^T, column by column. in: src[problem, N, N], of which the lower triangle is read; out: dst likewise, zero
// above the diagonal; status[problem]: 0, or 1 + the first pivot that was not above the floor and was raised to it.
// Every thread has its own rows and the pivot's sum on the side, so that a column takes one barrier.
// N^3 / 3 flop and 8 N^2 bytes a problem.
const EPS = 0x1p-24;

struct Shape {
  problems: u32,
  n: u32,
  src_offset: u32,
  dst_offset: u32,
}
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;
@group(0) @binding(2) var<storage, read_write> status: array<u32>;
@group(0) @binding(3) var<storage, read> sizes: Shape;

fn solve(problem: u32, lane: u32) {
  let shape = sizes;
  let a = problem * shape.n * shape.n + shape.src_offset;
  let l = problem * shape.n * shape.n + shape.dst_offset;
  var largest = 0.0;
  for (var i = 0u; i < shape.n; i++) { largest = max(largest, src[a + i * shape.n + i]); }
  // A diagonal without a positive element leaves any positive number.
  let least = max(f32(shape.n) * EPS * largest, 1e-30);
  for (var j = 0u; j < shape.n; j++) {
    for (var i = lane; i < shape.n; i += LANES) {
      if (i < j) {
        dst[l + i * shape.n + j] = 0.0;
        continue;
      }
      var pivot = src[a + j * shape.n + j];
      var sum = src[a + i * shape.n + j];
      for (var k = 0u; k < j; k++) {
        let p = dst[l + j * shape.n + k];
        pivot -= p * p;
        sum -= dst[l + i * shape.n + k] * p;
      }
      let good = pivot > least;
      let root = sqrt(select(least, pivot, good));
      dst[l + i * shape.n + j] = select(sum / root, root, i == j);
      if (i == j) {
        let before = select(status[problem], 0u, j == 0u);
        status[problem] = select(before, j + 1u, before == 0u && !good);
      }
    }
    sync();
  }
}
