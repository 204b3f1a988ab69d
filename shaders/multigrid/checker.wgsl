// Red-black Gauss-Seidel on one colour of a checkerboard, over-relaxed by `weight`, in place, for stars with REGULAR rows.
// An item walks two columns up in turn: of the neighbours of a point it has the one below and the one in its other column
// from the row before, and reads the two that are left.
// in: rhs[points]; in/out: solution[points]; items: ceil(nx / 2) x ceil(ny / ROWS) x nz; 8 bytes a point of the colour, 4
// more where the weight is not 1, and 4 a point of the other colour.
const ROWS = 16u;

// A row divided by its centre coefficient; zeros without an equation.
struct Share { west: f32, east: f32, south: f32, north: f32, below: f32, above: f32, centre: f32 }

fn shareOf(at: u32) -> Share {
  let n = level.rows;
  let d = coefficients[at];
  let inverse = select(1.0 / d, 0.0, d == 0.0);
  var share = Share(coefficients[n + at] * inverse, coefficients[2u * n + at] * inverse,
    coefficients[3u * n + at] * inverse, coefficients[4u * n + at] * inverse, 0.0, 0.0, inverse);
  if (SPACE) {
    share.below = coefficients[5u * n + at] * inverse;
    share.above = coefficients[6u * n + at] * inverse;
  }
  return share;
}

var<private> left: Share;
var<private> right: Share;
var<private> held: u32;

// Loads the rows of both columns at height j, where they differ from those that are held.
fn hold(i: u32, j: u32, k: u32) {
  let nx = level.shape.x;
  let kind = kindOf(j, level.shape.y);
  if (kind == held) { return; }
  held = kind;
  var line = 5u * kind;
  if (SPACE) { line += 25u * kindOf(k, level.shape.z); }
  left = shareOf(line + 2u);
  right = left;
  if (i < 2u || i + 3u >= nx) {
    left = shareOf(line + kindOf(i, nx));
    right = shareOf(line + kindOf(min(i + 1u, nx - 1u), nx));
  }
}

// The sum over neighbours above and below along z.
fn stacked(share: Share, at: u32, down: u32, up: u32) -> f32 {
  if (!SPACE) { return 0.0; }
  return share.below * solution[at + down] + share.above * solution[at + up];
}

fn put(at: u32, value: f32) {
  if (level.weight != 1.0) { solution[at] = mix(solution[at], value, level.weight); } else { solution[at] = value; }
}

@compute @workgroup_size(64)
fn checker(@builtin(global_invocation_id) id: vec3u) {
  let nx = level.shape.x;
  let ny = level.shape.y;
  let i = 2u * id.x;
  if (i >= nx || halt[0] != 0u) { return; }
  let plane = nx * ny;
  let base = plane * id.z;
  let down = plane * before(id.z, level.shape.z);
  let up = plane * after(id.z, level.shape.z);
  let west = before(i, nx);
  let hasEast = i + 1u < nx;
  let mid = after(i, nx);
  let east = after(mid, nx);
  let first = id.y * ROWS;
  let end = min(first + ROWS, ny);
  held = 0xffffffffu;
  // Rows of this parity have their point in the left column; one that begins before the first is left out.
  let phase = (first + id.z + level.parity) & 1u;
  var inner = solution[base + nx * first + select(mid, i, phase == 1u)];
  var south = solution[base + nx * before(first, ny) + select(i, mid, phase == 1u)];
  for (var pair = 0u; pair <= ROWS / 2u; pair++) {
    let j = first + 2u * pair - phase;
    if (pair > 0u || phase == 0u) {
      if (j >= end) { break; }
      hold(i, j, id.z);
      let here = nx * j;
      let north = solution[base + nx * after(j, ny) + i];
      let at = base + here + i;
      put(at, left.centre * rhs[at] - left.west * solution[base + here + west] - left.east * inner - left.south * south
        - left.north * north - stacked(left, here + i, down, up));
      south = inner;
      inner = north;
    }
    let above = j + 1u;
    if (above >= end) { break; }
    hold(i, above, id.z);
    let here = nx * above;
    let north = solution[base + nx * after(above, ny) + mid];
    let at = base + here + mid;
    let value = right.centre * rhs[at] - right.west * inner - right.east * solution[base + here + east]
      - right.south * south - right.north * north - stacked(right, here + mid, down, up);
    if (hasEast) { put(at, value); }
    south = inner;
    inner = north;
  }
}
