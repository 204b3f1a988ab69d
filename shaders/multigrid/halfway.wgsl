// coarseRhs = P^T (rhs - A solution) in 2D after a red-black sweep by Gauss-Seidel of a star with REGULAR rows, whose first
// colour was that of the coarse points: on the other one the residual is 0 and is not formed. What is left of a coarse
// point's neighbourhood is itself and its four diagonal neighbours.
// in: rhs, solution [points]; out: coarseRhs[coarse points]; items: coarse.x x ceil(coarse.y / ROWS), columns of ROWS
// coarse points along y. 6 bytes a fine point, 4 a coarse one.
@group(0) @binding(6) var<storage, read_write> coarseRhs: array<f32>;

const ROWS = 16u;
// The row, and the cell, of inner class along both axes.
const INNER = 12u;

fn residual(i: u32, j: u32) -> f32 {
  let nx = level.shape.x;
  let n = level.rows;
  let at = rowOf(vec3u(i, j, 0u));
  let line = nx * j;
  return rhs[line + i] - coefficients[at] * solution[line + i]
    - coefficients[n + at] * solution[line + before(i, nx)] - coefficients[2u * n + at] * solution[line + after(i, nx)]
    - coefficients[3u * n + at] * solution[nx * before(j, level.shape.y) + i]
    - coefficients[4u * n + at] * solution[nx * after(j, level.shape.y) + i];
}

fn weight(channel: u32, x: u32, y: u32) -> f32 { return weights[channel * cellRows() + cellRow(vec3u(x, y, 0u))]; }

// Near the ends of an axis: every row and weight by its class.
fn outside(c: u32, first: u32, end: u32) {
  let nx = level.shape.x;
  let ny = level.shape.y;
  let i = 2u * c + level.start.x;
  let west = before(i, nx);
  let east = after(i, nx);
  let x = c + level.start.x;
  let bx = before(x, level.cells.x);
  let under = before(2u * first + level.start.y, ny);
  var low = vec2f(residual(west, under), residual(east, under));
  for (var d = first; d < end; d++) {
    let j = 2u * d + level.start.y;
    let y = d + level.start.y;
    let by = before(y, level.cells.y);
    let over = after(j, ny);
    let high = vec2f(residual(west, over), residual(east, over));
    coarseRhs[d * level.coarse.x + c] = residual(i, j) + weight(7u, bx, by) * low.x + weight(6u, x, by) * low.y
      + weight(5u, bx, y) * high.x + weight(4u, x, y) * high.y;
    low = high;
  }
}

// Between the ends, all rows and weights are alike, and rows of values are kept for the next coarse point.
fn inside(c: u32, first: u32, end: u32) {
  let nx = level.shape.x;
  let n = level.rows;
  let own = coefficients[INNER];
  let toWest = coefficients[n + INNER];
  let toEast = coefficients[2u * n + INNER];
  let toSouth = coefficients[3u * n + INNER];
  let toNorth = coefficients[4u * n + INNER];
  let w = vec4f(weights[7u * 25u + INNER], weights[6u * 25u + INNER], weights[5u * 25u + INNER],
    weights[4u * 25u + INNER]);
  let i = 2u * c + level.start.x;
  var at = nx * (2u * first + level.start.y) + i;
  // The row of the coarse point (west, own, east), and what lies below it.
  var a = vec3f(solution[at - 1u], solution[at], solution[at + 1u]);
  let below = at - nx;
  let beneath = below - nx;
  var south = solution[below];
  var low = vec2f(
    rhs[below - 1u] - own * solution[below - 1u] - toWest * solution[below - 2u] - toEast * south
      - toSouth * solution[beneath - 1u] - toNorth * a.x,
    rhs[below + 1u] - own * solution[below + 1u] - toWest * south - toEast * solution[below + 2u]
      - toSouth * solution[beneath + 1u] - toNorth * a.z);
  for (var d = first; d < end; d++) {
    let up = at + nx;
    let b = vec3f(solution[up - 1u], solution[up], solution[up + 1u]);
    let next = up + nx;
    let e = vec3f(solution[next - 1u], solution[next], solution[next + 1u]);
    let mid = rhs[at] - own * a.y - toWest * a.x - toEast * a.z - toSouth * south - toNorth * b.y;
    let high = vec2f(
      rhs[up - 1u] - own * b.x - toWest * solution[up - 2u] - toEast * b.y - toSouth * a.x - toNorth * e.x,
      rhs[up + 1u] - own * b.z - toWest * b.y - toEast * solution[up + 2u] - toSouth * a.z - toNorth * e.z);
    coarseRhs[d * level.coarse.x + c] = mid + w.x * low.x + w.y * low.y + w.z * high.x + w.w * high.y;
    low = high;
    south = b.y;
    a = e;
    at = next;
  }
}

@compute @workgroup_size(64)
fn halfway(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= level.coarse.x || halt[0] != 0u) { return; }
  let first = id.y * ROWS;
  let end = min(first + ROWS, level.coarse.y);
  if (min(id.x, first) >= 4u && id.x + 4u < level.coarse.x && end + 4u < level.coarse.y) {
    inside(id.x, first, end);
  } else {
    outside(id.x, first, end);
  }
}
