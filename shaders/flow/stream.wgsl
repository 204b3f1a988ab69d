// Stream function at the cell centres, psi_y = u, psi_x = -v, psi = 0 at the south-west corner: the volume flux between
// there and the centre, summed along the south side and then up the column, exact for a solenoidal flux.
// in: velocity, axes; with OBSTACLES open; out: shown[ny*nx]; items: nx; 4 (nx + ny) flop, 16 (nx + ny) bytes an item.
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> axisX: array<vec4f>;
@group(0) @binding(2) var<storage, read> axisY: array<vec4f>;
@group(0) @binding(3) var<storage, read> velocity: array<vec4f>;
@group(0) @binding(4) var<storage, read> open: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> shown: array<f32>;

override OBSTACLES: bool = false;

fn flux(here: u32) -> vec2f {
  var through = velocity[here].xy + velocity[here].zw;
  if (OBSTACLES) { through *= open[here]; }
  return through;
}

@compute @workgroup_size(64)
fn stream(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= flow.nx) { return; }
  let stride = flow.nx + 3u;
  var psi = 0.0;
  for (var i = 0u; i < id.x; i++) {
    psi -= flux(stride + i + 1u).y * tableX(i + 1u).x;
  }
  psi -= 0.5 * flux(stride + id.x + 1u).y * tableX(id.x + 1u).x;
  for (var j = 0u; j < flow.ny; j++) {
    let here = (j + 1u) * stride + id.x + 1u;
    let rise = 0.5 * (flux(here).x + flux(here + 1u).x) * tableY(j + 1u).x;
    shown[j * flow.nx + id.x] = psi + 0.5 * rise;
    psi += rise;
  }
}
