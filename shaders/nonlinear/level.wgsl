// What every kernel knows of its level: a grid of nodes.x x nodes.y nodes, x fastest, on which F(u) = s is solved at the
// nodes from `first` to before `end`; the others hold the values of Dirichlet sides. F and its derivative by the node's
// own value come from the function `formula`, which is generated from the equation and put behind this text.
// in: rises = 2 h g of the sides: west[ny + 2], east[ny + 2], south[nx + 2], north[nx + 2], one beyond either end, 0 on
//     Dirichlet sides; s[ny*nx] f32; in/out: solution u[ny*nx] f32
struct Level {
  nodes: vec2u,
  first: vec2u,
  end: vec2u,
  colour: u32,     // smooth: which nodes
  sweeps: u32,     // coarsest: how many
  origin: vec2f,
  spacing: vec2f,
  single: vec2f,   // 1 / (2 h)
  double: vec2f,   // 1 / h^2
  mixed: f32,      // 1 / (4 hx hy)
  parameters: array<vec4f, 8>,
}

@group(0) @binding(0) var<uniform> level: Level;
@group(0) @binding(1) var<storage, read> rises: array<f32>;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;
@group(0) @binding(3) var<storage, read_write> solution: array<f32>;

// The formula uses the mixed derivative, and so the diagonal neighbours; sweeps then take four colours, not two.
override CORNERS: bool = false;

// A node's value, its derivatives and its place.
struct Point { value: f32, x: f32, y: f32, xx: f32, xy: f32, yy: f32, place: vec2f }

fn hasEquation(i: u32, j: u32) -> bool {
  return i >= level.first.x && j >= level.first.y && i < level.end.x && j < level.end.y;
}

// u at a node, or at one of the mirrored nodes around the box.
fn valueAt(i: i32, j: i32) -> f32 {
  let n = vec2i(level.nodes);
  let a = select(select(i, n.x - 2, i == n.x), 1, i < 0);
  let b = select(select(j, n.y - 2, j == n.y), 1, j < 0);
  var value = solution[a + n.x * b];
  if (i < 0) { value += rises[j + 1]; }
  else if (i == n.x) { value += rises[n.y + 2 + j + 1]; }
  if (j < 0) { value += rises[2 * (n.y + 2) + a + 1]; }
  else if (j == n.y) { value += rises[2 * (n.y + 2) + n.x + 2 + a + 1]; }
  return value;
}

fn pointAt(x: u32, y: u32) -> Point {
  let i = i32(x);
  let j = i32(y);
  let here = valueAt(i, j);
  let west = valueAt(i - 1, j);
  let east = valueAt(i + 1, j);
  let south = valueAt(i, j - 1);
  let north = valueAt(i, j + 1);
  var at: Point;
  at.value = here;
  at.x = (east - west) * level.single.x;
  at.y = (north - south) * level.single.y;
  // Differences of neighbours first: they are nearly equal, and exact by Sterbenz's lemma.
  at.xx = ((east - here) - (here - west)) * level.double.x;
  at.yy = ((north - here) - (here - south)) * level.double.y;
  if (CORNERS) {
    let rising = valueAt(i + 1, j + 1) + valueAt(i - 1, j - 1);
    let falling = valueAt(i - 1, j + 1) + valueAt(i + 1, j - 1);
    at.xy = (rising - falling) * level.mixed;
  }
  at.place = level.origin + vec2f(f32(x), f32(y)) * level.spacing;
  return at;
}

fn isFinite(value: f32) -> bool {
  // By its exponent: comparisons with NaN may be optimised away.
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

// A Newton step for the node's own value; none where F does not depend on it.
fn relax(i: u32, j: u32) {
  let k = i + level.nodes.x * j;
  let f = formula(pointAt(i, j));
  let step = (f.x - s[k]) / f.y;
  if (isFinite(step)) { solution[k] -= step; }
}
