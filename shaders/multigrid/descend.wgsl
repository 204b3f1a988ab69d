// coarseRhs = P^T (rhs - A solution) in 2D, without the residual in memory.
// in: rhs, solution [points]; out: coarseRhs[coarse points]; items: coarse.x x ceil(coarse.y / ROWS), columns of ROWS
// coarse points along y: fine rows are walked once, of each the residuals on three columns are formed, and of the odd
// ones kept for the next coarse point. 8 bytes a fine point, 4 a coarse one, coefficients and weights.
@group(0) @binding(6) var<storage, read_write> coarseRhs: array<f32>;

const ROWS = 8u;

// Values on five columns of a fine row: the coarse point's, two on each side.
struct Five { mid: vec3f, west: f32, east: f32 }

var<private> near: vec3u;  // the columns before, of and after the coarse point
var<private> far: vec2u;   // those beyond
var<private> c: array<vec3f, 9>;
var<private> held: u32;
var<private> w: array<f32, 8>;

fn columns(k: u32, line: u32) -> vec3f {
  let at = k * level.rows + line;
  if (!REGULAR) { return vec3f(coefficients[at + near.x], coefficients[at + near.y], coefficients[at + near.z]); }
  let nx = level.shape.x;
  var values = vec3f(coefficients[at + 2u]);
  if (near.y < 3u || near.y + 3u >= nx) {
    values = vec3f(coefficients[at + kindOf(near.x, nx)], coefficients[at + kindOf(near.y, nx)],
      coefficients[at + kindOf(near.z, nx)]);
  }
  return values;
}

fn loadColumns(j: u32) {
  let line = select(level.shape.x * j, 5u * kindOf(j, level.shape.y), REGULAR);
  c[0] = columns(0u, line);
  c[1] = columns(1u, line);
  c[2] = columns(2u, line);
  c[3] = columns(3u, line);
  c[4] = columns(4u, line);
  if (BOX) {
    c[5] = columns(5u, line);
    c[6] = columns(6u, line);
    c[7] = columns(7u, line);
    c[8] = columns(8u, line);
  }
}

fn five(j: u32) -> Five {
  let line = level.shape.x * j;
  return Five(vec3f(solution[line + near.x], solution[line + near.y], solution[line + near.z]),
    solution[line + far.x], solution[line + far.y]);
}

fn along(a: vec3f, b: vec3f, d: vec3f, v: Five) -> vec3f {
  return a * vec3f(v.west, v.mid.xy) + b * v.mid + d * vec3f(v.mid.yz, v.east);
}

// Residuals on the three columns of row j, from the values on its rows.
fn residuals(j: u32, south: Five, here: Five, north: Five) -> vec3f {
  let key = select(j, kindOf(j, level.shape.y), REGULAR);
  if (key != held) {
    loadColumns(j);
    held = key;
  }
  let line = level.shape.x * j;
  let f = vec3f(rhs[line + near.x], rhs[line + near.y], rhs[line + near.z]);
  if (!BOX) { return f - along(c[1], c[0], c[2], here) - c[3] * south.mid - c[4] * north.mid; }
  return f - along(c[0], c[1], c[2], south) - along(c[3], c[4], c[5], here) - along(c[6], c[7], c[8], north);
}

// The weights towards the coarse point of cell (x, y), of the cells before it (bx, by) and its own.
fn loadWeights(x: u32, y: u32, bx: u32, by: u32) {
  let n = cellRows();
  let own = cellRow(vec3u(x, y, 0u));
  let west = cellRow(vec3u(bx, y, 0u));
  let south = cellRow(vec3u(x, by, 0u));
  w[0] = weights[7u * n + cellRow(vec3u(bx, by, 0u))];
  w[1] = weights[3u * n + south];
  w[2] = weights[6u * n + south];
  w[3] = weights[n + west];
  w[4] = weights[own];
  w[5] = weights[5u * n + west];
  w[6] = weights[2u * n + own];
  w[7] = weights[4u * n + own];
}

@compute @workgroup_size(64)
fn descend(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.coarse.x || halt[0] != 0u) { return; }
  let nx = level.shape.x;
  let ny = level.shape.y;
  let i = 2u * id.x + level.start.x;
  near = vec3u(before(i, nx), i, after(i, nx));
  far = vec2u(before(near.x, nx), after(near.z, nx));
  held = 0xffffffffu;
  let x = id.x + level.start.x;
  let bx = before(x, level.cells.x);
  let first = id.y * ROWS;
  let j0 = 2u * first + level.start.y;
  let j1 = before(j0, ny);
  var south = five(j1);
  var here = five(j0);
  var low = residuals(j1, five(before(j1, ny)), south, here);
  var heldWeights = 0xffffffffu;
  for (var d = first; d < min(first + ROWS, level.coarse.y); d++) {
    let j = 2u * d + level.start.y;
    let y = d + level.start.y;
    let by = before(y, level.cells.y);
    let key = select(y, kindOf(by, level.cells.y) * 5u + kindOf(y, level.cells.y), REGULAR);
    if (key != heldWeights) {
      loadWeights(x, y, bx, by);
      heldWeights = key;
    }
    let above = after(j, ny);
    let beyond = after(above, ny);
    let north = five(above);
    let next = five(beyond);
    let middle = residuals(j, south, here, north);
    let high = residuals(above, here, north, next);
    coarseRhs[d * level.coarse.x + id.x] = dot(vec3f(w[0], w[1], w[2]), low)
      + dot(vec3f(w[3], 1.0, w[4]), middle) + dot(vec3f(w[5], w[6], w[7]), high);
    low = high;
    south = north;
    here = next;
  }
}
