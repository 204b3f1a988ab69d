// Interpolates from the coarser level: solution += P coarse, or with REPLACE solution = P coarse; not on the points of the
// level's colour, whose values the next sweep replaces.
// in: coarse[coarse points]; in/out: solution[points]; items: cells.x x ceil(cells.y / ROWS) x cells.z, columns of ROWS
// cells along y; 8 bytes a fine point that is written (4 with REPLACE), 4 a coarse one, and the weights.
@group(0) @binding(6) var<storage, read> coarse: array<f32>;

override REPLACE: bool = false;

const ROWS = 8u;

var<private> w: array<f32, 26>;

fn loadWeights(at: u32) {
  let n = cellRows();
  w[0] = weights[at]; w[1] = weights[n + at]; w[2] = weights[2u * n + at]; w[3] = weights[3u * n + at];
  w[4] = weights[4u * n + at]; w[5] = weights[5u * n + at]; w[6] = weights[6u * n + at]; w[7] = weights[7u * n + at];
  if (SPACE) {
    w[8] = weights[8u * n + at]; w[9] = weights[9u * n + at]; w[10] = weights[10u * n + at];
    w[11] = weights[11u * n + at]; w[12] = weights[12u * n + at]; w[13] = weights[13u * n + at];
    w[14] = weights[14u * n + at]; w[15] = weights[15u * n + at]; w[16] = weights[16u * n + at];
    w[17] = weights[17u * n + at]; w[18] = weights[18u * n + at]; w[19] = weights[19u * n + at];
    w[20] = weights[20u * n + at]; w[21] = weights[21u * n + at]; w[22] = weights[22u * n + at];
    w[23] = weights[23u * n + at]; w[24] = weights[24u * n + at]; w[25] = weights[25u * n + at];
  }
}

fn put(p: vec3u, exists: bool, value: f32) {
  if (!exists || painted(p)) { return; }
  let at = point(p);
  if (REPLACE) { solution[at] = value; } else { solution[at] += value; }
}

// The coarse points of a cell along each axis, around the ends.
fn lowOf(c: vec3u) -> vec3u {
  return select(c - level.start, level.coarse - 1u, c < level.start);
}

fn highOf(c: vec3u) -> vec3u {
  let high = c - level.start + level.halved;
  return select(high, vec3u(0u), high == level.coarse);
}

// The four points of a cell in one fine plane, even or odd along x and y.
fn putPlane(even: vec3u, odd: vec3u, z: u32, here: vec4<bool>, values: vec4f) {
  put(vec3u(even.xy, z), here.x, values.x);
  put(vec3u(odd.x, even.y, z), here.y, values.y);
  put(vec3u(even.x, odd.y, z), here.z, values.z);
  put(vec3u(odd.xy, z), here.w, values.w);
}

// Values at the corners of a cell in one coarse plane: low-low, high-low, low-high, high-high.
fn corners(low: vec3u, high: vec3u, z: u32) -> vec4f {
  let south = level.coarse.x * (low.y + level.coarse.y * z);
  let north = level.coarse.x * (high.y + level.coarse.y * z);
  return vec4f(coarse[south + low.x], coarse[south + high.x], coarse[north + low.x], coarse[north + high.x]);
}

@compute @workgroup_size(64)
fn prolong(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.cells.x || halt[0] != 0u) { return; }
  var c = id;
  var held = 0xffffffffu;
  for (var d = id.y * ROWS; d < min((id.y + 1u) * ROWS, level.cells.y); d++) {
    c.y = d;
    let at = cellRow(c);
    if (at != held) {
      loadWeights(at);
      held = at;
    }
    let even = c * (1u + level.halved) - level.start;  // wraps to something large before the first point
    let odd = even + 1u;
    let hasEven = even < level.shape;
    let hasOdd = (odd < level.shape) & (level.halved == vec3u(1u));
    let low = lowOf(c);
    let high = highOf(c);
    let here = vec4<bool>(hasEven.x && hasEven.y, hasOdd.x && hasEven.y, hasEven.x && hasOdd.y, hasOdd.x && hasOdd.y);
    let v = corners(low, high, low.z);
    let flat = vec4f(v.x, w[0] * v.x + w[1] * v.y, w[2] * v.x + w[3] * v.z,
                     w[4] * v.x + w[5] * v.y + w[6] * v.z + w[7] * v.w);
    putPlane(even, odd, even.z, here & vec4<bool>(hasEven.z), flat);
    if (SPACE) {
      let u = corners(low, high, high.z);
      let between = vec4f(
        w[8] * v.x + w[9] * u.x,
        w[10] * v.x + w[11] * v.y + w[12] * u.x + w[13] * u.y,
        w[14] * v.x + w[15] * v.z + w[16] * u.x + w[17] * u.z,
        w[18] * v.x + w[19] * v.y + w[20] * v.z + w[21] * v.w
          + w[22] * u.x + w[23] * u.y + w[24] * u.z + w[25] * u.w);
      putPlane(even, odd, odd.z, here & vec4<bool>(hasOdd.z), between);
    }
  }
}
