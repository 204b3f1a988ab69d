// One stage of the three-stage Runge-Kutta step: next = start + fraction dt (-(u.grad)u + nu lap u - grad p)(now), with
// p of the last step. Convection in the energy-conserving difference form (Verstappen & Veldman 2003, eq. 2.3, with a
// discretely solenoidal flux it equals the divergence form); diffusion 5-point; at obstacles the cut legs are shortened
// to the wall (Shortley & Weller 1938) and taken implicitly.
// in: start, now [ny+3][nx+3] vec4f, pressure vec2f, axisX[nx+3], axisY[ny+3] = (width, 1/width, distance to the centre
//     before, 1/distance); with OBSTACLES wall = signed distance at the u and v points, open = openness of the faces.
// out: next; items: (nx+1) x (ny+1); 260 flop and 56 bytes an item.
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

@compute @workgroup_size(64)
fn momentum(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let j = id.y;
  if (i > flow.nx || j > flow.ny) { return; }
  let stride = flow.nx + 3u;
  let here = (j + 1u) * stride + i + 1u;
  let c = now[here];
  let first = start[here];
  var result = c;
  let solveU = unknownU(flow, i, j);
  let solveV = unknownV(flow, i, j);
  if (!solveU && !solveV) { next[here] = result; return; }

  let e = now[here + 1u];
  let w = now[here - 1u];
  let n = now[here + stride];
  let s = now[here - stride];
  let nw = now[here + stride - 1u];
  let se = now[here - stride + 1u];
  let x = axisX[i + 1u];
  let xw = axisX[i];
  let y = axisY[j + 1u];
  let ys = axisY[j];
  let p = pressure[here];

  // Volume fluxes see only the open part of a face.
  var mc = c; var me = e; var mw = w; var mn = n; var ms = s; var mnw = nw.yw; var mse = se.xz;
  var wallC = vec2f(1.0); var wallE = wallC; var wallW = wallC; var wallN = wallC; var wallS = wallC;
  if (OBSTACLES) {
    mc *= open[here].xyxy; me *= open[here + 1u].xyxy; mw *= open[here - 1u].xyxy;
    mn *= open[here + stride].xyxy; ms *= open[here - stride].xyxy;
    mnw *= open[here + stride - 1u].y; mse *= open[here - stride + 1u].x;
    wallC = wall[here]; wallE = wall[here + 1u]; wallW = wall[here - 1u];
    wallN = wall[here + stride]; wallS = wall[here - stride];
  }

  if (solveU && wallC.x > 0.0) {
    let fluxE = (mc.xz + me.xz) * y.x;
    let fluxW = (mc.xz + mw.xz) * y.x;
    // On an outflow side the control volume has no outer half.
    let inW = select(xw.x, 0.0, i == 0u && flow.west == OUTFLOW);
    let inE = select(x.x, 0.0, i == flow.nx);
    let fluxN = inW * mnw + inE * mn.yw;
    let fluxS = inW * mw.yw + inE * mc.yw;
    let toE = e.xz - c.xz;
    let toW = c.xz - w.xz;
    let toN = n.xz - c.xz;
    let toS = c.xz - s.xz;
    let convection = 0.25 * x.w * y.y * carried(
      vec4f(fluxE.x, fluxW.x, fluxN.x, fluxS.x), vec4f(fluxE.y, fluxW.y, fluxN.y, fluxS.y),
      vec4f(toE.x, toW.x, toN.x, toS.x), vec4f(toE.y, toW.y, toN.y, toS.y));
    let alongX = legs(c.xz, w.xz, e.xz, xw.x, x.x, x.w, wallC.x, wallW.x, wallE.x);
    let alongY = legs(c.xz, s.xz, n.xz, y.z, axisY[j + 2u].z, y.y, wallC.x, wallS.x, wallN.x);
    let before = pressure[select(here - 1u, here + flow.nx - 1u, i == 0u && flow.west == PERIODIC)];
    let rate = flow.nu * (alongX.explicitPart + alongY.explicitPart) - convection - (p - before) * x.w;
    let moved = update(first.xz, rate, alongX.implicitDiagonal + alongY.implicitDiagonal);
    result.x = moved.x;
    result.z = moved.y;
  }
  if (solveV && wallC.y > 0.0) {
    let fluxN = (mc.yw + mn.yw) * x.x;
    let fluxS = (mc.yw + ms.yw) * x.x;
    let inS = select(ys.x, 0.0, j == 0u && flow.south == OUTFLOW);
    let inN = select(y.x, 0.0, j == flow.ny);
    let fluxE = inS * mse + inN * me.xz;
    let fluxW = inS * ms.xz + inN * mc.xz;
    let toE = e.yw - c.yw;
    let toW = c.yw - w.yw;
    let toN = n.yw - c.yw;
    let toS = c.yw - s.yw;
    let convection = 0.25 * x.y * y.w * carried(
      vec4f(fluxE.x, fluxW.x, fluxN.x, fluxS.x), vec4f(fluxE.y, fluxW.y, fluxN.y, fluxS.y),
      vec4f(toE.x, toW.x, toN.x, toS.x), vec4f(toE.y, toW.y, toN.y, toS.y));
    let alongX = legs(c.yw, w.yw, e.yw, x.z, axisX[i + 2u].z, x.y, wallC.y, wallW.y, wallE.y);
    let alongY = legs(c.yw, s.yw, n.yw, ys.x, y.x, y.w, wallC.y, wallS.y, wallN.y);
    let before = pressure[select(here - stride, here + (flow.ny - 1u) * stride, j == 0u && flow.south == PERIODIC)];
    let rate = flow.nu * (alongX.explicitPart + alongY.explicitPart) - convection - (p - before) * y.w;
    let moved = update(first.yw, rate, alongX.implicitDiagonal + alongY.implicitDiagonal);
    result.y = moved.x;
    result.w = moved.y;
  }
  next[here] = result;
}
