// Streamlines of the frozen velocity field through the points of a jittered lattice that is fixed in the domain.
// A thread follows one line in one direction with steps of fixed length (midpoint rule on the unit velocity) and
// stops at walls, bodies and stagnation points; the rest of its points then repeat the last one.
// After field.wgsl and random.wgsl.
// in: grid, lookup, velocity[ny*nx], bodies; in/out: phases[slots] (distance the dashes have run, modulo `period`);
// out: points[slots][2*half+1] = (x, y, signed arc length, speed).
// items: lattice.columns*lattice.rows x 2; 130 flop and 16 bytes a point, and the field it meets.
struct Lattice {
  window: vec4f,    // seeds outside make no line
  first: vec2i,     // lattice indices of the lower left seed
  columns: u32,
  rows: u32,
  spacing: f32,
  step: f32,        // arc length of a step
  half: u32,        // steps in each direction
  advance: f32,     // time of the flow since the last frame
  period: f32,      // arc length of a dash and its gap
  slowest: f32,     // speeds below make no line
}
@group(0) @binding(4) var<uniform> lattice: Lattice;
@group(0) @binding(5) var<storage, read_write> points: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> phases: array<f32>;

// Slot k always serves lattice columns congruent to k: a line keeps its slot while the window moves.
fn wrapped(first: i32, slot: u32, count: u32) -> i32 {
  let n = i32(count);
  return first + (((i32(slot) - first) % n) + n) % n;
}

@compute @workgroup_size(32, 2)
fn follow(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.x;
  if (slot >= lattice.columns * lattice.rows || id.y > 1u) { return; }
  let column = wrapped(lattice.first.x, slot % lattice.columns, lattice.columns);
  let row = wrapped(lattice.first.y, slot / lattice.columns, lattice.rows);
  let key = pcg(u32(column)) ^ u32(row);
  let jitter = vec2f(randomUniform(key, 0u), randomUniform(key, 1u));
  var p = (vec2f(f32(column), f32(row)) + 0.15 + 0.7 * jitter) * lattice.spacing;
  var v = velocityAt(p);
  let side = select(-1.0, 1.0, id.y == 1u);
  let base = slot * (2u * lattice.half + 1u) + lattice.half;
  var alive = insideBox(p, lattice.window) && insideBox(p, grid.extent) && finite(v) && !insideBody(p);
  alive = alive && length(v) > lattice.slowest;
  if (id.y == 1u) {
    points[base] = vec4f(p, 0.0, select(0.0, length(v), alive));
    if (alive) {
      let s = phases[slot] + length(v) * lattice.advance;
      phases[slot] = s - lattice.period * floor(s / lattice.period);
    }
  }
  var arc = 0.0;
  for (var k = 1u; k <= min(lattice.half, 256u); k++) {
    if (alive) {
      let middle = velocityAt(p + 0.5 * side * lattice.step * normalize(v));
      let next = p + side * lattice.step * middle / max(length(middle), 1e-30);
      let there = velocityAt(next);
      alive = finite(there) && finite(next) && length(middle) > lattice.slowest && length(there) > lattice.slowest
        && insideBox(next, grid.extent) && !insideBody(next);
      if (alive) {
        p = next;
        v = there;
        arc += side * lattice.step;
      }
    }
    let at = select(base - k, base + k, id.y == 1u);
    points[at] = vec4f(p, arc, select(0.0, length(v), alive));
  }
}
