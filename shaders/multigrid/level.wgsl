// What every multigrid kernel knows of its level: a finite-volume Laplacian on nx x ny cells,
//   (L p)(i,j) = sum over faces of G (p_neighbour - p) - extra p,
//   G_west = open.x * axisX.west * height,  G_south = open.y * axisY.south * width,
// in: axisX[nx] = (west, east, extra, width), axisY[ny] = (south, north, extra, height); west = 1 / distance
//     between the centres (0 at a closed end), extra = 1 / distance to a Dirichlet end; open[ny*nx] = openness of the
//     west and south faces (read only if OBSTACLES). Neighbours wrap: closed ends have zero coefficients.
// With UNIFORM all cells have one size: coefficients come from the Level itself, and the axes are not read.
struct Level {
  nx: u32,
  ny: u32,
  color: u32,        // smooth: which colour of the checkerboard
  weight: f32,       // smooth: relaxation
  conductance: vec2f,  // UNIFORM: (height / width, width / height)
  size: vec2f,         // UNIFORM: (width, height)
  inner: vec4f,        // UNIFORM: share of the conductance at the west, east, south and north end (1 if periodic, else 0)
  extra: vec4f,        // UNIFORM: conductance to the end itself in units of the inner one (2 if Dirichlet, else 0)
}

@group(0) @binding(0) var<uniform> level: Level;
@group(0) @binding(1) var<storage, read> axisX: array<vec4f>;
@group(0) @binding(2) var<storage, read> axisY: array<vec4f>;
@group(0) @binding(3) var<storage, read> open: array<vec2f>;
// [0] done, [1] residual norm (f32 bits), [2] cycles of this solve, [3] solves that missed the tolerance
@group(0) @binding(4) var<storage, read_write> progress: array<u32, 4>;
@group(0) @binding(5) var<storage, read> rhs: array<f32>;
@group(0) @binding(6) var<storage, read_write> solution: array<f32>;

override OBSTACLES: bool = false;
override UNIFORM: bool = false;

struct Stencil {
  diagonal: f32,  // of -L, at least 0
  sum: f32,       // sum of G * neighbour
}

struct Faces {
  conductance: vec4f,  // of the west, east, south and north face, obstacles apart
  extra: f32,
}

fn faces(i: u32, j: u32) -> Faces {
  if (UNIFORM) {
    let atEnd = vec4<bool>(i == 0u, i + 1u == level.nx, j == 0u, j + 1u == level.ny);
    let g = level.conductance.xxyy;
    let extra = select(vec4f(0.0), level.extra, atEnd);
    return Faces(g * select(vec4f(1.0), level.inner, atEnd), dot(g, extra));
  }
  let ax = axisX[i];
  let ay = axisY[j];
  return Faces(vec4f(ax.xy * ay.w, ay.xy * ax.w), ax.z * ay.w + ay.z * ax.w);
}

fn cellArea(i: u32, j: u32) -> f32 {
  if (UNIFORM) { return level.size.x * level.size.y; }
  return axisX[i].w * axisY[j].w;
}

fn stencil(i: u32, j: u32) -> Stencil {
  let row = j * level.nx;
  let iw = select(i - 1u, level.nx - 1u, i == 0u);
  let ie = select(i + 1u, 0u, i + 1u == level.nx);
  let rs = select(row - level.nx, (level.ny - 1u) * level.nx, j == 0u);
  let rn = select(row + level.nx, 0u, j + 1u == level.ny);
  let face = faces(i, j);
  var g = face.conductance;
  if (OBSTACLES) {
    let here = open[row + i];
    g *= vec4f(here.x, open[row + ie].x, here.y, open[rn + i].y);
  }
  let near = vec4f(solution[row + iw], solution[row + ie], solution[rs + i], solution[rn + i]);
  return Stencil(g.x + g.y + g.z + g.w + face.extra, dot(g, near));
}

fn residual(i: u32, j: u32) -> f32 {
  let s = stencil(i, j);
  let at = j * level.nx + i;
  return rhs[at] - (s.sum - s.diagonal * solution[at]);
}
