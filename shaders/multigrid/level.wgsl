// What every multigrid kernel knows of its level: a finite-volume Laplacian on nx x ny cells,
//   (L p)(i,j) = sum over faces of G (p_neighbour - p) - extra p,
//   G_west = open.x * axisX.west * height,  G_south = open.y * axisY.south * width,
// in: axisX[nx] = (west, east, extra, width), axisY[ny] = (south, north, extra, height); west = 1 / distance
//     between the centres (0 at a closed end), extra = 1 / distance to a Dirichlet end; open[ny*nx] = openness of the
//     west and south faces (read only if OBSTACLES). Neighbours wrap: closed ends have zero coefficients.
struct Level {
  nx: u32,
  ny: u32,
  color: u32,     // smooth: which colour of the checkerboard
  weight: f32,    // smooth: relaxation; norm: tolerance
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

struct Stencil {
  diagonal: f32,  // of -L, at least 0
  sum: f32,       // sum of G * neighbour
}

fn stencil(i: u32, j: u32) -> Stencil {
  let ax = axisX[i];
  let ay = axisY[j];
  let row = j * level.nx;
  let iw = select(i - 1u, level.nx - 1u, i == 0u);
  let ie = select(i + 1u, 0u, i + 1u == level.nx);
  let rs = select(row - level.nx, (level.ny - 1u) * level.nx, j == 0u);
  let rn = select(row + level.nx, 0u, j + 1u == level.ny);
  var g = vec4f(ax.xy * ay.w, ay.xy * ax.w);
  if (OBSTACLES) {
    let here = open[row + i];
    g *= vec4f(here.x, open[row + ie].x, here.y, open[rn + i].y);
  }
  let extra = ax.z * ay.w + ay.z * ax.w;
  let near = vec4f(solution[row + iw], solution[row + ie], solution[rs + i], solution[rn + i]);
  return Stencil(g.x + g.y + g.z + g.w + extra, dot(g, near));
}

fn residual(i: u32, j: u32) -> f32 {
  let s = stencil(i, j);
  let at = j * level.nx + i;
  return rhs[at] - (s.sum - s.diagonal * solution[at]);
}
