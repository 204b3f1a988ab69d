// Counter-based random numbers, the same bits as solvers/base/random.ts.
fn pcg(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

// Uniform in (0, 1).
fn randomUniform(seed: u32, counter: u32) -> f32 {
  return (f32(pcg(pcg(seed) + counter) >> 8u) + 0.5) / 16777216.0;
}
