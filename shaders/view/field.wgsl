// Sampling of cell-centred fields at points of the domain; put before kernels that follow the flow.
// lookup: fractional centre index at equally spaced positions, `tables.x` entries along x, then `tables.y` along y.
struct Grid {
  extent: vec4f, // xmin, xmax, ymin, ymax
  cells: vec2u,
  tables: vec2u,
}
@group(0) @binding(0) var<uniform> grid: Grid;
@group(0) @binding(1) var<storage, read> lookup: array<f32>;
@group(0) @binding(2) var<storage, read> velocity: array<vec2f>;
// Signed distance to the bodies; shorter than the grid where there are none.
@group(0) @binding(3) var<storage, read> bodies: array<f32>;

fn indexAlong(fraction: f32, start: u32, entries: u32) -> f32 {
  let s = clamp(fraction, 0.0, 1.0) * f32(entries - 1u);
  let k = min(u32(s), entries - 2u);
  return mix(lookup[start + k], lookup[start + k + 1u], s - f32(k));
}

// Fractional cell index of a point: 0 at the first centre; points beyond the outer centres take their value.
fn cellAt(p: vec2f) -> vec2f {
  let fraction = (p - grid.extent.xz) / (grid.extent.yw - grid.extent.xz);
  let c = vec2f(indexAlong(fraction.x, 0u, grid.tables.x), indexAlong(fraction.y, grid.tables.x, grid.tables.y));
  return clamp(c, vec2f(0.0), vec2f(grid.cells - 1u));
}

fn velocityAt(p: vec2f) -> vec2f {
  let c = cellAt(p);
  let a = vec2u(c);
  let b = min(a + 1u, grid.cells - 1u);
  let f = c - vec2f(a);
  let low = mix(velocity[a.y * grid.cells.x + a.x], velocity[a.y * grid.cells.x + b.x], f.x);
  let high = mix(velocity[b.y * grid.cells.x + a.x], velocity[b.y * grid.cells.x + b.x], f.x);
  return mix(low, high, f.y);
}

fn insideBody(p: vec2f) -> bool {
  if (arrayLength(&bodies) < grid.cells.x * grid.cells.y) { return false; }
  let c = cellAt(p);
  let a = vec2u(c);
  let b = min(a + 1u, grid.cells - 1u);
  let f = c - vec2f(a);
  let low = mix(bodies[a.y * grid.cells.x + a.x], bodies[a.y * grid.cells.x + b.x], f.x);
  let high = mix(bodies[b.y * grid.cells.x + a.x], bodies[b.y * grid.cells.x + b.x], f.x);
  return mix(low, high, f.y) < 0.0;
}

fn insideBox(p: vec2f, box: vec4f) -> bool {
  return all(p >= box.xz) && all(p <= box.yw);
}

// By the exponent bits: a run-time NaN equals itself on some drivers.
fn finite(v: vec2f) -> bool {
  return all((bitcast<vec2u>(v) & vec2u(0x7f800000u)) != vec2u(0x7f800000u));
}
