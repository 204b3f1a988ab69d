// A whole number from 0 up to, not including, `below`.
fn draw(bits: u32, below: u32) -> f32 {
  return f32(bits % below);
}
