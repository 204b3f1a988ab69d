// The staggered grid of the flow kernels (Harlow & Welch 1965). Cells (i, j), i in 0..nx-1, j in 0..ny-1; u[i,j] sits on
// the west face of its cell, v[i,j] on the south face. Arrays carry one cell more before and two more behind on each
// axis: stride nx + 3, rows ny + 3, so that i = -1..nx+1. Velocities are vec4f (u, v, ulo, vlo): u on a lattice of
// `quantum`, ulo the rest, so that steady states settle far below f32 rounding. Pressure is vec2f (p, plo) likewise.
struct Flow {
  nx: u32,
  ny: u32,
  // What holds at the sides: 0 values given, 1 outflow (zero normal stress), 2 periodic.
  west: u32,
  east: u32,
  south: u32,
  north: u32,
  dt: f32,
  nu: f32,
  quantum: f32,          // of the velocity
  pressureQuantum: f32,
  spacingX: vec4f,       // of uniform cells: (width, 1/width, width, 1/width)
  spacingY: vec4f,
}

const VALUES = 0u;
const OUTFLOW = 1u;
const PERIODIC = 2u;

fn at(flow: Flow, i: i32, j: i32) -> u32 {
  return u32(j + 1) * (flow.nx + 3u) + u32(i + 1);
}

// Is u on the west face of (i, j) an unknown? Given values are not.
fn unknownU(flow: Flow, i: u32, j: u32) -> bool {
  let first = select(0u, 1u, flow.west == VALUES);
  let last = select(flow.nx - 1u, flow.nx, flow.east == OUTFLOW);
  return i >= first && i <= last && j < flow.ny;
}

fn unknownV(flow: Flow, i: u32, j: u32) -> bool {
  let first = select(0u, 1u, flow.south == VALUES);
  let last = select(flow.ny - 1u, flow.ny, flow.north == OUTFLOW);
  return j >= first && j <= last && i < flow.nx;
}

// Adds `step` to the number (hi, lo); hi moves in whole quanta, so both parts stay exact whatever the compiler
// reorders: rounding to the lattice cannot be cancelled algebraically. It moves late (at 3/4, not 1/2 of a quantum), so
// that a number that has settled between two lattice points does not flicker between them.
fn accumulate(number: vec2f, step: f32, quantum: f32) -> vec2f {
  let rest = number.y + step;
  let whole = select(0.0, round(rest / quantum) * quantum, abs(rest) > 0.75 * quantum);
  return vec2f(number.x + whole, rest - whole);
}
