// What every multigrid kernel knows of its level: a stencil operator on a box of points, x fastest,
//   (A u)(p) = sum over offsets of coefficient * u(p + offset);
// in: coefficients[offset][row] in the order centre, west, east, south, north, below, above (stars) or x fastest from
//     (-1, -1, -1) on (boxes); a row is a point, or with REGULAR a class of points: first, second, inner, last but
//     one or last along each axis.
// Neighbours wrap: where there is none, the coefficient is 0. A point whose centre coefficient is 0 has no equation.
struct Level {
  shape: vec3u,    // points along x, y, z; 1 along z in 2D
  rows: u32,       // rows of `coefficients`: points or classes
  cells: vec3u,    // interpolation cells: a coarse point at most, and the points between it and the next ones
  weight: f32,     // relaxation
  coarse: vec3u,   // points of the coarser level
  parity: u32,     // colour: 0 or 1 on a checkerboard, 2 = all of those below
  halved: vec3u,   // 1 along axes that are coarsened, else 0
  start: vec3u,    // first coarse point along coarsened axes, else 0
  first: vec3u,    // colour: first point, step and count along each axis
  step: vec3u,     // 1 or 2
  count: vec3u,
}

@group(0) @binding(0) var<uniform> level: Level;
// [0] not 0: the solve is over, nothing is to be done
@group(0) @binding(1) var<storage, read> halt: array<u32>;
@group(0) @binding(2) var<storage, read> coefficients: array<f32>;
@group(0) @binding(3) var<storage, read> rhs: array<f32>;
@group(0) @binding(4) var<storage, read_write> solution: array<f32>;

override SPACE: bool = false;    // three dimensions, not two
override BOX: bool = false;      // 9 or 27 coefficients, not 5 or 7
override REGULAR: bool = false;

fn before(at: u32, count: u32) -> u32 { return select(at - 1u, count - 1u, at == 0u); }
fn after(at: u32, count: u32) -> u32 { return select(at + 1u, 0u, at + 1u == count); }

// Class of a place along an axis: 0 the first, 1 the second, 3 the last but one, 4 the last, 2 those between.
fn kindOf(at: u32, count: u32) -> u32 {
  return select(select(2u, at + 5u - count, at + 2u >= count), at, at < 2u);
}

fn point(p: vec3u) -> u32 { return p.x + level.shape.x * (p.y + level.shape.y * p.z); }

fn rowOf(p: vec3u) -> u32 {
  if (!REGULAR) { return point(p); }
  var row = kindOf(p.x, level.shape.x) + 5u * kindOf(p.y, level.shape.y);
  if (SPACE) { row += 25u * kindOf(p.z, level.shape.z); }
  return row;
}

// Is a point of the level's colour?
fn painted(p: vec3u) -> bool {
  if (level.parity < 2u) { return ((p.x + p.y + p.z) & 1u) == level.parity; }
  let offset = p - level.first;  // wraps to something large before the first point
  let over = level.step - 1u;
  return all((offset & over) == vec3u(0u)) && all((offset >> over) < level.count);
}
