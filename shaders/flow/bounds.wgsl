// Fills the cells around the box and the given normal velocities on its sides, so that the stencils need no cases.
// values: cell = 2 given - inside (tangential), face = given (normal); outflow: copy of the inside; periodic: the other end.
// in: sides = west[ny+3], east[ny+3], south[nx+3], north[nx+3], vec4f as the velocity, at the positions of that row or
//     column; in/out: velocity; items: (nx+3) + (ny+3); 8 flop and 96 bytes an item.
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> sides: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> velocity: array<vec4f>;

fn wrapped(k: i32, count: i32, kind: u32) -> i32 {
  if (kind != PERIODIC) { return k; }
  return select(select(k, k - count, k >= count), k + count, k < 0);
}

fn setU(k: u32, value: vec2f) { velocity[k].x = value.x; velocity[k].z = value.y; }
fn setV(k: u32, value: vec2f) { velocity[k].y = value.x; velocity[k].w = value.y; }

// u at (i, j), where column 0 and column nx may be given values that another invocation is writing now.
fn settledU(i: i32, j: i32) -> vec2f {
  if (i == 0 && flow.west == VALUES) { return sides[j + 1].xz; }
  if (i == i32(flow.nx) && flow.east == VALUES) { return sides[i32(flow.ny) + 4 + j].xz; }
  return velocity[at(flow, i, j)].xz;
}

// South and north of column i.
fn column(i: i32) {
  let nx = i32(flow.nx);
  let ny = i32(flow.ny);
  let periodicX = flow.west == PERIODIC;
  if (!periodicX && (i < 0 || i > nx)) { return; }
  let c = wrapped(i, nx, flow.west);
  let base = 2u * (flow.ny + 3u);
  let south = sides[base + u32(c + 1)];
  let north = sides[base + flow.nx + 3u + u32(c + 1)];
  let hasV = periodicX || i < nx;
  let u0 = settledU(c, 0);
  let u1 = settledU(c, ny - 1);
  if (flow.south == PERIODIC) {
    setU(at(flow, i, -1), u1);
    setU(at(flow, i, ny), u0);
    if (hasV) {
      setV(at(flow, i, -1), velocity[at(flow, c, ny - 1)].yw);
      setV(at(flow, i, ny), velocity[at(flow, c, 0)].yw);
      setV(at(flow, i, ny + 1), velocity[at(flow, c, 1)].yw);
    }
    return;
  }
  if (flow.south == VALUES) {
    setU(at(flow, i, -1), 2.0 * south.xz - u0);
    if (hasV) { setV(at(flow, i, 0), south.yw); }
  } else {
    setU(at(flow, i, -1), u0);
    if (hasV) { setV(at(flow, i, -1), velocity[at(flow, c, 0)].yw); }
  }
  if (flow.north == VALUES) {
    setU(at(flow, i, ny), 2.0 * north.xz - u1);
    if (hasV) { setV(at(flow, i, ny), north.yw); }
  } else {
    setU(at(flow, i, ny), u1);
    if (hasV) { setV(at(flow, i, ny + 1), velocity[at(flow, c, ny)].yw); }
  }
}

// v at (i, j), where row 0 and row ny may be given values that another invocation is writing now.
fn settledV(i: i32, j: i32) -> vec2f {
  let base = 2u * (flow.ny + 3u) + u32(i + 1);
  if (j == 0 && flow.south == VALUES) { return sides[base].yw; }
  if (j == i32(flow.ny) && flow.north == VALUES) { return sides[base + flow.nx + 3u].yw; }
  return velocity[at(flow, i, j)].yw;
}

// West and east of row j.
fn row(j: i32) {
  let nx = i32(flow.nx);
  let ny = i32(flow.ny);
  let periodicY = flow.south == PERIODIC;
  if (!periodicY && (j < 0 || j > ny)) { return; }
  let r = wrapped(j, ny, flow.south);
  let hasU = periodicY || j < ny;
  let inside0 = velocity[at(flow, 0, r)];
  if (flow.west == PERIODIC) {
    // Corners belong to the columns, which wrap both ways.
    if (j < 0 || j > ny || (periodicY && j == ny)) { return; }
    let inside1 = velocity[at(flow, nx - 1, r)];
    let second = velocity[at(flow, 1, r)];
    if (hasU) {
      setU(at(flow, -1, j), inside1.xz);
      setU(at(flow, nx, j), inside0.xz);
      setU(at(flow, nx + 1, j), second.xz);
    }
    let given = (j == 0 && flow.south == VALUES) || (j == ny && flow.north == VALUES);
    if (!given) {
      setV(at(flow, -1, j), inside1.yw);
      setV(at(flow, nx, j), inside0.yw);
    }
    return;
  }
  let west = sides[u32(r + 1)];
  let east = sides[flow.ny + 3u + u32(r + 1)];
  if (flow.west == VALUES) {
    if (hasU) { setU(at(flow, 0, j), west.xz); }
    setV(at(flow, -1, j), 2.0 * west.yw - settledV(0, r));
  } else {
    if (hasU) { setU(at(flow, -1, j), inside0.xz); }
    setV(at(flow, -1, j), settledV(0, r));
  }
  if (flow.east == VALUES) {
    if (hasU) { setU(at(flow, nx, j), east.xz); }
    setV(at(flow, nx, j), 2.0 * east.yw - settledV(nx - 1, r));
  } else {
    if (hasU) { setU(at(flow, nx + 1, j), velocity[at(flow, nx, r)].xz); }
    setV(at(flow, nx, j), settledV(nx - 1, r));
  }
}

@compute @workgroup_size(64)
fn bounds(@builtin(global_invocation_id) id: vec3u) {
  let columns = flow.nx + 3u;
  if (id.x < columns) {
    column(i32(id.x) - 1);
  } else if (id.x < columns + flow.ny + 3u) {
    row(i32(id.x - columns) - 1);
  }
}
