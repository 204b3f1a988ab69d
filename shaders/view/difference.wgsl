// An answer against another on the same points, and both against the truth: the signed difference for the picture, and
// each workgroup's share of the sums of squares.
// in: answer[cells], other[cells], truth[cells], distance[cells] (negative inside bodies; shorter where there are
// none); out: difference[cells] as bits (not a number where there is nothing to compare), partials[2 groups]:
// ((answer - other)^2, (answer - truth)^2, (other - truth)^2, other^2), (truth^2, count, 0, 0).
// items: 64 workgroups of 64; 14 flop and 16 bytes a cell.
struct How {
  cells: u32,
  // 0 while the answers do not belong to the same moment.
  comparable: u32,
}
@group(0) @binding(0) var<uniform> how: How;
@group(0) @binding(1) var<storage, read> answer: array<f32>;
@group(0) @binding(2) var<storage, read> other: array<f32>;
@group(0) @binding(3) var<storage, read> truth: array<f32>;
@group(0) @binding(4) var<storage, read> distance: array<f32>;
@group(0) @binding(5) var<storage, read_write> difference: array<u32>;
@group(0) @binding(6) var<storage, read_write> partials: array<vec4f>;

const GROUP = 64u;
const NOT_A_NUMBER = 0x7fc00000u;
var<workgroup> squares: array<vec4f, GROUP>;
var<workgroup> sizes: array<vec2f, GROUP>;

// By the exponent bits: a run-time NaN equals itself on some drivers.
fn finite(v: f32) -> bool { return (bitcast<u32>(v) & 0x7f800000u) != 0x7f800000u; }

@compute @workgroup_size(GROUP)
fn compare(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) t: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let masked = arrayLength(&distance) >= how.cells;
  var square = vec4f(0.0);
  var size = vec2f(0.0);
  for (var i = id.x; i < how.cells; i += groups.x * GROUP) {
    let a = answer[i];
    let b = other[i];
    let c = truth[i];
    let outside = !(masked && distance[i] < 0.0);
    if (how.comparable == 1u && outside && finite(a) && finite(b)) {
      difference[i] = bitcast<u32>(a - b);
      if (finite(c)) {
        let d = vec4f(a - b, a - c, b - c, b);
        square += d * d;
        size += vec2f(c * c, 1.0);
      }
    } else {
      difference[i] = NOT_A_NUMBER;
    }
  }
  squares[t] = square;
  sizes[t] = size;
  for (var stride = GROUP / 2u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (t < stride) {
      squares[t] += squares[t + stride];
      sizes[t] += sizes[t + stride];
    }
  }
  if (t == 0u) {
    partials[2u * group.x] = squares[0];
    partials[2u * group.x + 1u] = vec4f(sizes[0], 0.0, 0.0);
  }
}
