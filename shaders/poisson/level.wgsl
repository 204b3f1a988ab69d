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

struct Faces {
  conductance: vec4f,  // of the west, east, south and north face
  extra: f32,
}

// Index along an axis of the cell before and after, around the ends.
fn before(k: u32, count: u32) -> u32 { return select(k - 1u, count - 1u, k == 0u); }
fn after(k: u32, count: u32) -> u32 { return select(k + 1u, 0u, k + 1u == count); }

fn faces(i: u32, j: u32) -> Faces {
  var face: Faces;
  if (UNIFORM) {
    let atEnd = vec4<bool>(i == 0u, i + 1u == level.nx, j == 0u, j + 1u == level.ny);
    let g = level.conductance.xxyy;
    let extra = select(vec4f(0.0), level.extra, atEnd);
    face = Faces(g * select(vec4f(1.0), level.inner, atEnd), dot(g, extra));
  } else {
    let ax = axisX[i];
    let ay = axisY[j];
    face = Faces(vec4f(ax.xy * ay.w, ay.xy * ax.w), ax.z * ay.w + ay.z * ax.w);
  }
  if (OBSTACLES) {
    let here = open[j * level.nx + i];
    let east = open[j * level.nx + after(i, level.nx)].x;
    let north = open[after(j, level.ny) * level.nx + i].y;
    face.conductance *= vec4f(here.x, east, here.y, north);
  }
  return face;
}

// Of -L, at least 0; 0 where a cell has no open face, and so no equation.
fn diagonal(face: Faces) -> f32 {
  return face.conductance.x + face.conductance.y + face.conductance.z + face.conductance.w + face.extra;
}

// L p of a cell with the value `here` and its west, east, south and north neighbours.
fn laplacian(face: Faces, here: f32, near: vec4f) -> f32 {
  return dot(face.conductance, near) - diagonal(face) * here;
}

fn cellArea(i: u32, j: u32) -> f32 {
  if (UNIFORM) { return level.size.x * level.size.y; }
  return axisX[i].w * axisY[j].w;
}
