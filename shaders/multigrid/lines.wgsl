// Solves the equations of every line of one colour along an axis for its unknowns, all others fixed, over-relaxed by
// `weight`. One thread a line: residuals, then the factored tridiagonal system forwards and backwards.
// in: rhs[points], factors[4][row] = lower, inverse, upper, closing of LineFactors; a row is a point, or with REGULAR
// place on the line + points of a line * class across; in/out: solution, scratch [points]; items: lines of the colour;
// 28 bytes a point and the coefficients.
@group(0) @binding(5) var<storage, read> factors: array<f32>;
@group(0) @binding(6) var<storage, read_write> scratch: array<f32>;

override ALONG: u32 = 0u;
override PERIODIC: bool = false;

fn place(id: vec3u, m: u32) -> vec3u {
  if (ALONG == 0u) { return vec3u(m, level.first.yz + id.xy * level.step.yz); }
  if (ALONG == 1u) { return vec3u(level.first.x + id.x * level.step.x, m, level.first.z + id.y * level.step.z); }
  return vec3u(level.first.xy + id.xy * level.step.xy, m);
}

// Row of the factors at the first point of the line.
fn factorRow(p: vec3u, count: u32) -> u32 {
  if (!REGULAR) { return point(p); }
  let c = vec3u(kindOf(p.x, level.shape.x), kindOf(p.y, level.shape.y), select(0u, kindOf(p.z, level.shape.z), SPACE));
  if (ALONG == 0u) { return count * (c.y + 5u * c.z); }
  if (ALONG == 1u) { return count * (c.x + 5u * c.z); }
  return count * (c.x + 5u * c.y);
}

@compute @workgroup_size(64)
fn lines(@builtin(global_invocation_id) id: vec3u) {
  var extent = level.count.xy;
  if (ALONG == 0u) { extent = level.count.yz; }
  if (ALONG == 1u) { extent = level.count.xz; }
  let start = place(id, 0u);
  let other = level.parity < 2u && ((start.x + start.y + start.z) & 1u) != level.parity;
  if (id.x >= extent.x || id.y >= extent.y || other || halt[0] != 0u) { return; }
  var stride = 1u;
  var count = level.shape.x;
  if (ALONG == 1u) {
    stride = level.shape.x;
    count = level.shape.y;
  }
  if (ALONG == 2u) {
    stride = level.shape.x * level.shape.y;
    count = level.shape.z;
  }
  let here = point(start);
  let row0 = factorRow(start, count);
  let rowStride = select(stride, 1u, REGULAR);
  let rows = select(level.shape.x * level.shape.y * level.shape.z, count * select(5u, 25u, SPACE), REGULAR);
  var held = 0xffffffffu;
  var y = 0.0;
  for (var m = 0u; m < count; m++) {
    let p = place(id, m);
    let at = rowOf(p);
    if (at != held) {
      loadRow(at);
      held = at;
    }
    let f = row0 + m * rowStride;
    y = (rhs[here + m * stride] - applied(p) - factors[f] * y) * factors[rows + f];
    scratch[here + m * stride] = y;
  }
  let last = y;
  y = 0.0;
  for (var back = 1u; back <= count; back++) {
    let m = count - back;
    y = scratch[here + m * stride] - factors[2u * rows + row0 + m * rowStride] * y;
    if (PERIODIC) { scratch[here + m * stride] = y; } else { solution[here + m * stride] += level.weight * y; }
  }
  if (PERIODIC) {
    let jump = y - last;
    for (var m = 0u; m < count; m++) {
      let change = scratch[here + m * stride] - jump * factors[3u * rows + row0 + m * rowStride];
      solution[here + m * stride] += level.weight * change;
    }
  }
}
