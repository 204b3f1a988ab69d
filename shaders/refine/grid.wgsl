// A box of points for kernels of stencils. in: grid = nx, ny, nz, axes that wrap (bits 1, 2, 4), points, 0;
// halt: once word 0 is not 0, kernels do nothing.
@group(0) @binding(0) var<storage, read> grid: array<u32, 6>;
@group(0) @binding(1) var<storage, read> halt: array<u32>;

fn guard() -> u32 { return grid[5]; }

fn finite(x: f32) -> bool {
  // Exponent bits, because comparisons with NaN may be optimised away.
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}
