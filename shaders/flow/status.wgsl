// What the host must know after a step, one partial for each column of ROWS cells:
//   (max Courant rate |u|/dx + |v|/dy, max |div u| sqrt(area), max |du/dt|, max |u|), (energy, drag x, drag y, bad cells)
// Drag is the force on the obstacles by the weak form of the momentum balance with the test function (w, 0) and (0, w),
// w = 1 at the obstacle and 0 away from it (Babuska & Miller 1984):
//   F = integral of -w u_t + u (u.grad w) + p grad w - nu grad u . grad w.
// in: velocity, pressure, change, axes; with OBSTACLES open and weight[ny*nx] = (w, w_x, w_y, 0) at cell centres;
// out: partial[2 * items]; items: nx x ceil(ny/ROWS); 60 ROWS flop and 32 ROWS bytes an item.
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> axisX: array<vec4f>;
@group(0) @binding(2) var<storage, read> axisY: array<vec4f>;
@group(0) @binding(3) var<storage, read> velocity: array<vec4f>;
@group(0) @binding(4) var<storage, read> pressure: array<vec2f>;
@group(0) @binding(5) var<storage, read> change: array<vec2f>;
@group(0) @binding(6) var<storage, read> open: array<vec2f>;
@group(0) @binding(7) var<storage, read> weight: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> partial: array<vec4f>;

override OBSTACLES: bool = false;

const ROWS = 16u;

// Both parts of the velocity of a cell.
fn whole(k: u32) -> vec2f { return velocity[k].xy + velocity[k].zw; }

fn isBad(value: f32) -> bool { return (bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u; }

@compute @workgroup_size(64)
fn status(@builtin(global_invocation_id) id: vec3u) {
  let first = id.y * ROWS;
  if (id.x >= flow.nx || first >= flow.ny) { return; }
  let stride = flow.nx + 3u;
  let x = tableX(id.x + 1u);
  var extremes = vec4f(0.0);
  var sums = vec4f(0.0);
  for (var j = first; j < min(first + ROWS, flow.ny); j++) {
    let y = tableY(j + 1u);
    let here = (j + 1u) * stride + id.x + 1u;
    let c = velocity[here];
    let e = velocity[here + 1u];
    let n = velocity[here + stride];
    var oc = vec2f(1.0);
    var oe = 1.0;
    var on = 1.0;
    if (OBSTACLES) { oc = open[here]; oe = open[here + 1u].x; on = open[here + stride].y; }
    let net = (oe * e.xz - oc.x * c.xz) * x.y + (on * n.yw - oc.y * c.yw) * y.y;
    let area = x.x * y.x;
    let rate = change[here];
    let start = c.xy + c.zw;
    let ahead = vec2f(e.x + e.z, n.y + n.w);
    let mean = 0.5 * (start + ahead);
    let speed = abs(mean);
    let now = vec4f(speed.x * x.y + speed.y * y.y, abs(net.x + net.y) * sqrt(area),
                    max(abs(rate.x), abs(rate.y)), max(speed.x, speed.y));
    if (isBad(now.x) || isBad(now.y) || isBad(now.z)) { sums.w += 1.0; continue; }
    extremes = max(extremes, now);
    sums.x += 0.25 * area * (dot(start, start) + dot(ahead, ahead));
    if (OBSTACLES) {
      let w = weight[j * flow.nx + id.x];
      if (w.x != 0.0) {
        let above = whole(here + stride);
        let below = whole(here - stride);
        let right = whole(here + 1u);
        let left = whole(here - 1u);
        let aboveRight = whole(here + stride + 1u);
        let u = vec2f(above.x + aboveRight.x, below.x + whole(here - stride + 1u).x);
        let v = vec2f(right.y + aboveRight.y, left.y + whole(here + stride - 1u).y);
        let spanX = tableX(id.x + 2u).z + x.z;
        let spanY = tableY(j + 2u).z + y.z;
        let gradU = vec2f((ahead.x - start.x) * x.y, 0.5 * (u.x - u.y) / spanY);
        let gradV = vec2f(0.5 * (v.x - v.y) / spanX, (ahead.y - start.y) * y.y);
        let p = pressure[here].x + pressure[here].y;
        let rateHere = 0.5 * (rate + vec2f(change[here + 1u].x, change[here + stride].y));
        let through = dot(mean, w.yz);
        sums.y += area * (-w.x * rateHere.x + mean.x * through + p * w.y - flow.nu * dot(gradU, w.yz));
        sums.z += area * (-w.x * rateHere.y + mean.y * through + p * w.z - flow.nu * dot(gradV, w.yz));
      }
    }
  }
  let out = 2u * (id.y * flow.nx + id.x);
  partial[out] = extremes;
  partial[out + 1u] = sums;
}
