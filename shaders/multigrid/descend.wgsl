// coarseRhs = P^T (rhs - A solution) in 2D, without the residual in memory.
// in: rhs, solution [points]; out: coarseRhs[coarse points]; items: coarse.x x ceil(coarse.y / ROWS), columns of ROWS
// coarse points along y: fine rows are walked once, of each the residuals on three columns are formed, and of the odd
// ones kept for the next coarse point. 8 bytes a fine point, 4 a coarse one, coefficients and weights.
@group(0) @binding(6) var<storage, read_write> coarseRhs: array<f32>;

const ROWS = 16u;

// Values on five columns of a fine row: the coarse point's, two on each side.
struct Five { mid: vec3f, west: f32, east: f32 }

var<private> near: vec3u;  // the columns before, of and after the coarse point
var<private> far: vec2u;   // those beyond
var<private> edge: bool;   // are some of them, or their cells, not of the inner class along x?

// A coefficient on the three columns; inner classes share one address, which the compiler sees.
fn columns(k: u32, line: u32) -> vec3f {
  let at = k * level.rows + line;
  if (!REGULAR) { return vec3f(coefficients[at + near.x], coefficients[at + near.y], coefficients[at + near.z]); }
  var values = vec3f(coefficients[at + 2u]);
  if (edge) {
    let nx = level.shape.x;
    values = vec3f(coefficients[at + kindOf(near.x, nx)], coefficients[at + kindOf(near.y, nx)],
      coefficients[at + kindOf(near.z, nx)]);
  }
  return values;
}

fn five(j: u32) -> Five {
  let line = level.shape.x * j;
  return Five(vec3f(solution[line + near.x], solution[line + near.y], solution[line + near.z]),
    solution[line + far.x], solution[line + far.y]);
}

// What three coefficients along x, k to k + 2 in the order west, own, east, make of a row's values.
fn along(k: vec3u, line: u32, v: Five) -> vec3f {
  return columns(k.x, line) * vec3f(v.west, v.mid.xy) + columns(k.y, line) * v.mid
    + columns(k.z, line) * vec3f(v.mid.yz, v.east);
}

// Residuals on the three columns of row j, from the values on its rows.
fn residuals(j: u32, south: Five, here: Five, north: Five) -> vec3f {
  let line = select(level.shape.x * j, 5u * kindOf(j, level.shape.y), REGULAR);
  let at = level.shape.x * j;
  let f = vec3f(rhs[at + near.x], rhs[at + near.y], rhs[at + near.z]);
  if (!BOX) {
    return f - along(vec3u(1u, 0u, 2u), line, here) - columns(3u, line) * south.mid - columns(4u, line) * north.mid;
  }
  return f - along(vec3u(0u, 1u, 2u), line, south) - along(vec3u(3u, 4u, 5u), line, here)
    - along(vec3u(6u, 7u, 8u), line, north);
}

fn weight(channel: u32, x: u32, y: u32) -> f32 {
  let at = channel * cellRows();
  if (!REGULAR) { return weights[at + cellRow(vec3u(x, y, 0u))]; }
  let line = at + 5u * kindOf(y, level.cells.y);
  var value = weights[line + 2u];
  if (edge) { value = weights[line + kindOf(x, level.cells.x)]; }
  return value;
}

@compute @workgroup_size(64)
fn descend(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.coarse.x || halt[0] != 0u) { return; }
  let nx = level.shape.x;
  let ny = level.shape.y;
  let i = 2u * id.x + level.start.x;
  near = vec3u(before(i, nx), i, after(i, nx));
  far = vec2u(before(near.x, nx), after(near.z, nx));
  edge = i < 6u || i + 6u >= nx;
  let x = id.x + level.start.x;
  let bx = before(x, level.cells.x);
  let first = id.y * ROWS;
  let j0 = 2u * first + level.start.y;
  let j1 = before(j0, ny);
  var south = five(j1);
  var here = five(j0);
  var low = residuals(j1, five(before(j1, ny)), south, here);
  for (var d = first; d < min(first + ROWS, level.coarse.y); d++) {
    let j = 2u * d + level.start.y;
    let y = d + level.start.y;
    let by = before(y, level.cells.y);
    let above = after(j, ny);
    let beyond = after(above, ny);
    let north = five(above);
    let next = five(beyond);
    let middle = residuals(j, south, here, north);
    let high = residuals(above, here, north, next);
    coarseRhs[d * level.coarse.x + id.x] = middle.y
      + dot(vec3f(weight(7u, bx, by), weight(3u, x, by), weight(6u, x, by)), low)
      + weight(1u, bx, y) * middle.x + weight(0u, x, y) * middle.z
      + dot(vec3f(weight(5u, bx, y), weight(2u, x, y), weight(4u, x, y)), high);
    low = high;
    south = north;
    here = next;
  }
}
