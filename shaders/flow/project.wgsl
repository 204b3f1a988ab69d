// Ends a step: velocity = now - grad(correction), pressure += correction / dt, and how fast the velocity changed.
// in: now [ny+3][nx+3], correction[ny*nx], axes; with OBSTACLES wall; in/out: velocity (start of the step in, its end
// out), pressure; out: change = (du/dt, dv/dt) at the faces; items: (nx+1) x (ny+1); 24 flop and 76 bytes an item.
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> axisX: array<vec4f>;
@group(0) @binding(2) var<storage, read> axisY: array<vec4f>;
@group(0) @binding(3) var<storage, read> now: array<vec4f>;
@group(0) @binding(4) var<storage, read> correction: array<f32>;
@group(0) @binding(5) var<storage, read_write> velocity: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> pressure: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> change: array<vec2f>;
@group(0) @binding(8) var<storage, read> wall: array<vec2f>;

override OBSTACLES: bool = false;

fn potential(i: u32, j: u32) -> f32 {
  // Beyond an outflow side the pressure, and so its correction, is 0.
  if (i >= flow.nx || j >= flow.ny) { return 0.0; }
  return correction[j * flow.nx + i];
}

fn potentialWest(i: u32, j: u32) -> f32 {
  if (i > 0u) { return potential(i - 1u, j); }
  return select(0.0, potential(flow.nx - 1u, j), flow.west == PERIODIC);
}

fn potentialSouth(i: u32, j: u32) -> f32 {
  if (j > 0u) { return potential(i, j - 1u); }
  return select(0.0, potential(i, flow.ny - 1u), flow.south == PERIODIC);
}

@compute @workgroup_size(64)
fn project(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let j = id.y;
  if (i > flow.nx || j > flow.ny) { return; }
  let here = (j + 1u) * (flow.nx + 3u) + i + 1u;
  var result = now[here];
  let before = velocity[here];
  let phi = potential(i, j);
  var fluid = vec2f(1.0);
  if (OBSTACLES) { fluid = wall[here]; }
  if (unknownU(flow, i, j) && fluid.x > 0.0) {
    let moved = accumulate(result.xz, (potentialWest(i, j) - phi) * tableX(i + 1u).w, flow.quantum);
    result.x = moved.x;
    result.z = moved.y;
  }
  if (unknownV(flow, i, j) && fluid.y > 0.0) {
    let moved = accumulate(result.yw, (potentialSouth(i, j) - phi) * tableY(j + 1u).w, flow.quantum);
    result.y = moved.x;
    result.w = moved.y;
  }
  velocity[here] = result;
  change[here] = ((result.xy - before.xy) + (result.zw - before.zw)) / flow.dt;
  if (i < flow.nx && j < flow.ny) {
    pressure[here] = accumulate(pressure[here], phi / flow.dt, flow.pressureQuantum);
  }
}
