// One quantity at the cell centres, for drawing and probing. choice.field: 0 speed, 1 vorticity v_x - u_y, 2 pressure, 3 u, 4 v.
// in: velocity, pressure, axes; out: shown[ny*nx] f32; items: nx x ny; 20 flop and 24 bytes a cell.
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> axisX: array<vec4f>;
@group(0) @binding(2) var<storage, read> axisY: array<vec4f>;
@group(0) @binding(3) var<storage, read> velocity: array<vec4f>;
@group(0) @binding(4) var<storage, read> pressure: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> shown: array<f32>;

// Chosen by a uniform, not by a constant: one pipeline serves all, and the first picture waits for fewer.
struct Choice { field: u32 }
@group(0) @binding(6) var<uniform> choice: Choice;

fn whole(k: u32) -> vec2f { return velocity[k].xy + velocity[k].zw; }

// Vorticity at the south-west corner of cell (i, j).
fn corner(here: u32, i: u32, j: u32) -> f32 {
  let stride = flow.nx + 3u;
  let alongX = (whole(here).y - whole(here - 1u).y) * tableX(i + 1u).w;
  let alongY = (whole(here).x - whole(here - stride).x) * tableY(j + 1u).w;
  return alongX - alongY;
}

@compute @workgroup_size(64)
fn display(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= flow.nx || id.y >= flow.ny) { return; }
  let stride = flow.nx + 3u;
  let here = (id.y + 1u) * stride + id.x + 1u;
  var value = 0.0;
  // Read outside the switch: the reflection does not look into its selector.
  let field = choice.field;
  switch field {
    case 1u: {
      value = 0.25 * (corner(here, id.x, id.y) + corner(here + 1u, id.x + 1u, id.y)
        + corner(here + stride, id.x, id.y + 1u) + corner(here + stride + 1u, id.x + 1u, id.y + 1u));
    }
    case 2u: { value = pressure[here].x + pressure[here].y; }
    case 3u: { value = 0.5 * (whole(here).x + whole(here + 1u).x); }
    case 4u: { value = 0.5 * (whole(here).y + whole(here + stride).y); }
    default: {
      value = 0.5 * length(vec2f(whole(here).x + whole(here + 1u).x, whole(here).y + whole(here + stride).y));
    }
  }
  shown[id.y * flow.nx + id.x] = value;
}
