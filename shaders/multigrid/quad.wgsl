// Gauss-Seidel on one of four colours (every other point along x and y), over-relaxed by `weight`, in place, for 2D boxes
// with REGULAR rows. An item walks up a column and keeps the three neighbours above a point for the next one.
// in: rhs[points]; in/out: solution[points]; items: count.x x ceil(count.y / ROWS); 8 bytes a point of the colour, 4 more
// where the weight is not 1, and 4 a point of the other colours.
const ROWS = 8u;

var<private> c: array<f32, 9>;

// Loads a row, divided by its centre coefficient.
fn load(at: u32) {
  let n = level.rows;
  let d = coefficients[4u * n + at];
  let inverse = select(1.0 / d, 0.0, d == 0.0);
  c[0] = coefficients[at] * inverse;
  c[1] = coefficients[n + at] * inverse;
  c[2] = coefficients[2u * n + at] * inverse;
  c[3] = coefficients[3u * n + at] * inverse;
  c[4] = inverse;
  c[5] = coefficients[5u * n + at] * inverse;
  c[6] = coefficients[6u * n + at] * inverse;
  c[7] = coefficients[7u * n + at] * inverse;
  c[8] = coefficients[8u * n + at] * inverse;
}

fn line(j: u32, x: vec3u) -> vec3f {
  let at = level.shape.x * j;
  return vec3f(solution[at + x.x], solution[at + x.y], solution[at + x.z]);
}

@compute @workgroup_size(64)
fn quad(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.count.x || halt[0] != 0u) { return; }
  let nx = level.shape.x;
  let ny = level.shape.y;
  let i = level.first.x + 2u * id.x;
  let x = vec3u(before(i, nx), i, after(i, nx));
  let begin = id.y * ROWS;
  let end = min(begin + ROWS, level.count.y);
  var south = line(before(level.first.y + 2u * begin, ny), x);
  var held = 0xffffffffu;
  for (var b = begin; b < end; b++) {
    let j = level.first.y + 2u * b;
    let kind = kindOf(j, ny);
    if (kind != held) {
      held = kind;
      load(5u * kind + 2u);
      if (i < 2u || i + 2u >= nx) { load(5u * kind + kindOf(i, nx)); }
    }
    let here = nx * j;
    let at = here + i;
    let north = line(after(j, ny), x);
    var value = c[4] * rhs[at] - c[3] * solution[here + x.x] - c[5] * solution[here + x.z]
      - dot(vec3f(c[0], c[1], c[2]), south) - dot(vec3f(c[6], c[7], c[8]), north);
    if (level.weight != 1.0) { value = mix(solution[at], value, level.weight); }
    solution[at] = value;
    south = north;
  }
}
