// One stage of the three-stage Runge-Kutta step: next = start + fraction dt (-(u.grad)u + nu lap u - grad p)(now), with
// p of the last step. Convection in the energy-conserving difference form (Verstappen & Veldman 2003, eq. 2.3, with a
// discretely solenoidal flux it equals the divergence form); diffusion 5-point; at obstacles the cut legs are shortened
// to the wall (Shortley & Weller 1938) and taken implicitly.
// in: start, now [ny+3][nx+3] vec4f, pressure vec2f, axisX[nx+3], axisY[ny+3] = (width, 1/width, distance to the centre
//     before, 1/distance); with OBSTACLES wall = signed distance at the u and v points, open = openness of the faces.
// out: next; items: (nx+1) x ceil((ny+1)/ROWS), each a column of ROWS cells whose loads roll upwards; a cell costs
// 260 flop and 56 bytes, 40 in the FIRST stage, where `start` is `now`.
// Lattice parts and rests are summed apart and meet at the end: the large terms cancel in the former, which stands still
// once the flow is nearly steady, and the latter are small. Otherwise rounding would keep the flow from settling.
struct Stage { fraction: f32 }

@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<uniform> stage: Stage;
@group(0) @binding(2) var<storage, read> axisX: array<vec4f>;
@group(0) @binding(3) var<storage, read> axisY: array<vec4f>;
@group(0) @binding(4) var<storage, read> start: array<vec4f>;
@group(0) @binding(5) var<storage, read> now: array<vec4f>;
@group(0) @binding(6) var<storage, read> pressure: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> next: array<vec4f>;
@group(0) @binding(8) var<storage, read> wall: array<vec2f>;
@group(0) @binding(9) var<storage, read> open: array<vec2f>;

override OBSTACLES: bool = false;
override FIRST: bool = false;

const ROWS = 16u;

// Smallest leg to a wall, in cell widths: a nearer wall is put there.
const SHORTEST = 0.02;

// One axis of the diffusion at P: legs to the two neighbours, the parts that are explicit and the implicit diagonal.
struct Legs { explicitPart: vec2f, implicitDiagonal: f32 }

fn legs(p: vec2f, before: vec2f, after: vec2f, hBefore: f32, hAfter: f32, perWidth: f32,
        wallP: f32, wallBefore: f32, wallAfter: f32) -> Legs {
  if (OBSTACLES) {
    if (wallBefore <= 0.0 || wallAfter <= 0.0) {
      let cutB = wallBefore <= 0.0;
      let cutA = wallAfter <= 0.0;
      let b = hBefore * select(1.0, max(wallP / (wallP - wallBefore), SHORTEST), cutB);
      let a = hAfter * select(1.0, max(wallP / (wallP - wallAfter), SHORTEST), cutA);
      let scale = 2.0 / (a + b);
      let free = select((before - p) / b, vec2f(0.0), cutB) + select((after - p) / a, vec2f(0.0), cutA);
      let held = select(0.0, 1.0 / b, cutB) + select(0.0, 1.0 / a, cutA);
      return Legs(scale * free, scale * held);
    }
  }
  return Legs(((after - p) / hAfter - (p - before) / hBefore) * perWidth, 0.0);
}

// Twice the convection: the sum of flux times difference over the four faces; flux and difference are (lattice, rest).
fn carried(fluxHi: vec4f, fluxLo: vec4f, gapHi: vec4f, gapLo: vec4f) -> vec2f {
  return vec2f(dot(fluxHi, gapHi), dot(fluxHi, gapLo) + dot(fluxLo, gapHi + gapLo));
}

fn update(first: vec2f, rate: vec2f, held: f32) -> vec2f {
  let dt = stage.fraction * flow.dt;
  let implicitRate = flow.nu * held;
  let total = (rate.x - implicitRate * first.x) + (rate.y - implicitRate * first.y);
  return accumulate(first, dt * total / (1.0 + dt * implicitRate), flow.quantum);
}

// A place of the grid: its velocity, the part of it that flows through the open faces, its distances from the wall.
struct Place { value: vec4f, mass: vec4f, wall: vec2f }

fn place(k: u32) -> Place {
  let value = now[k];
  if (OBSTACLES) { return Place(value, value * open[k].xyxy, wall[k]); }
  return Place(value, value, vec2f(1.0));
}

// The places around a cell that its two momentum equations need.
struct Around { c: Place, e: Place, w: Place, n: Place, s: Place, nw: Place, se: Place }

// Pressure in the cell, west of it and south of it.
struct Pressures { here: vec2f, west: vec2f, south: vec2f }

// Geometry of one axis around a cell: of the cell before, of the cell, and the distance to the centre after.
struct Span { before: vec4f, here: vec4f, after: f32 }

fn nextU(i: u32, first: vec2f, a: Around, p: Pressures, x: Span, y: Span) -> vec2f {
  let c = a.c.value.xz;
  let fluxE = (a.c.mass.xz + a.e.mass.xz) * y.here.x;
  let fluxW = (a.c.mass.xz + a.w.mass.xz) * y.here.x;
  // On an outflow side the control volume has no outer half.
  let inW = select(x.before.x, 0.0, i == 0u && flow.west == OUTFLOW);
  let inE = select(x.here.x, 0.0, i == flow.nx);
  let fluxN = inW * a.nw.mass.yw + inE * a.n.mass.yw;
  let fluxS = inW * a.w.mass.yw + inE * a.c.mass.yw;
  let toE = a.e.value.xz - c;
  let toW = c - a.w.value.xz;
  let toN = a.n.value.xz - c;
  let toS = c - a.s.value.xz;
  let convection = 0.25 * x.here.w * y.here.y * carried(
    vec4f(fluxE.x, fluxW.x, fluxN.x, fluxS.x), vec4f(fluxE.y, fluxW.y, fluxN.y, fluxS.y),
    vec4f(toE.x, toW.x, toN.x, toS.x), vec4f(toE.y, toW.y, toN.y, toS.y));
  let alongX = legs(c, a.w.value.xz, a.e.value.xz, x.before.x, x.here.x, x.here.w,
                    a.c.wall.x, a.w.wall.x, a.e.wall.x);
  let alongY = legs(c, a.s.value.xz, a.n.value.xz, y.here.z, y.after, y.here.y,
                    a.c.wall.x, a.s.wall.x, a.n.wall.x);
  let rate = flow.nu * (alongX.explicitPart + alongY.explicitPart) - convection - (p.here - p.west) * x.here.w;
  return update(first, rate, alongX.implicitDiagonal + alongY.implicitDiagonal);
}

fn nextV(j: u32, first: vec2f, a: Around, p: Pressures, x: Span, y: Span) -> vec2f {
  let c = a.c.value.yw;
  let fluxN = (a.c.mass.yw + a.n.mass.yw) * x.here.x;
  let fluxS = (a.c.mass.yw + a.s.mass.yw) * x.here.x;
  let inS = select(y.before.x, 0.0, j == 0u && flow.south == OUTFLOW);
  let inN = select(y.here.x, 0.0, j == flow.ny);
  let fluxE = inS * a.se.mass.xz + inN * a.e.mass.xz;
  let fluxW = inS * a.s.mass.xz + inN * a.c.mass.xz;
  let toE = a.e.value.yw - c;
  let toW = c - a.w.value.yw;
  let toN = a.n.value.yw - c;
  let toS = c - a.s.value.yw;
  let convection = 0.25 * x.here.y * y.here.w * carried(
    vec4f(fluxE.x, fluxW.x, fluxN.x, fluxS.x), vec4f(fluxE.y, fluxW.y, fluxN.y, fluxS.y),
    vec4f(toE.x, toW.x, toN.x, toS.x), vec4f(toE.y, toW.y, toN.y, toS.y));
  let alongX = legs(c, a.w.value.yw, a.e.value.yw, x.here.z, x.after, x.here.y,
                    a.c.wall.y, a.w.wall.y, a.e.wall.y);
  let alongY = legs(c, a.s.value.yw, a.n.value.yw, y.before.x, y.here.x, y.here.w,
                    a.c.wall.y, a.s.wall.y, a.n.wall.y);
  let rate = flow.nu * (alongX.explicitPart + alongY.explicitPart) - convection - (p.here - p.south) * y.here.w;
  return update(first, rate, alongX.implicitDiagonal + alongY.implicitDiagonal);
}

@compute @workgroup_size(64)
fn momentum(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let j0 = id.y * ROWS;
  if (i > flow.nx || j0 > flow.ny) { return; }
  let stride = flow.nx + 3u;
  let base = (j0 + 1u) * stride + i + 1u;
  let x = Span(tableX(i), tableX(i + 1u), tableX(i + 2u).z);
  let toWest = select(-1, i32(flow.nx) - 1, i == 0u && flow.west == PERIODIC);

  var south = place(base - stride);
  var centre = place(base);
  var west = place(base - 1u);
  var southEast = place(base - stride + 1u);
  var southRow = tableY(j0);
  var row = tableY(j0 + 1u);
  let below = select(base - stride, base + (flow.ny - 1u) * stride, j0 == 0u && flow.south == PERIODIC);
  var pressureSouth = pressure[below];

  for (var j = j0; j < min(j0 + ROWS, flow.ny + 1u); j++) {
    let here = (j + 1u) * stride + i + 1u;
    let north = place(here + stride);
    let northWest = place(here + stride - 1u);
    let east = place(here + 1u);
    let northRow = tableY(j + 2u);
    let p = Pressures(pressure[here], pressure[u32(i32(here) + toWest)], pressureSouth);
    let y = Span(southRow, row, northRow.z);
    let around = Around(centre, east, west, north, south, northWest, southEast);
    var result = centre.value;
    var first = result;
    if (!FIRST) { first = start[here]; }
    if (unknownU(flow, i, j) && centre.wall.x > 0.0) {
      let moved = nextU(i, first.xz, around, p, x, y);
      result.x = moved.x;
      result.z = moved.y;
    }
    if (unknownV(flow, i, j) && centre.wall.y > 0.0) {
      let moved = nextV(j, first.yw, around, p, x, y);
      result.y = moved.x;
      result.w = moved.y;
    }
    next[here] = result;
    south = centre;
    centre = north;
    west = northWest;
    southEast = east;
    southRow = row;
    row = northRow;
    pressureSouth = p.here;
  }
}
