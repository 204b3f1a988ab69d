// Uniform in (0, 1): odd multiples of 2^-24, exact in f32.
fn draw(bits: u32, below: u32) -> f32 {
  return (f32(bits >> 9u) + 0.5) * 0x1p-23;
}
