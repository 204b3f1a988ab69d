// Coverage of the isolines value = k step at a pixel, anti-aliased by the screen-space derivative of the value.
// Lines are `width` pixels wide; they fade where more than one would fall on three pixels and on plateaus.
fn contour(value: f32, slope: vec2f, step: f32, width: f32) -> f32 {
  let f = value / step;
  let gradient = length(slope) / step;
  let pixels = abs(f - round(f)) / max(gradient, 1e-6);
  let line = 1.0 - smoothstep(0.5 * width - 0.5, 0.5 * width + 0.5, pixels);
  return line * (1.0 - smoothstep(0.18, 0.4, gradient)) * smoothstep(5e-4, 2e-3, gradient);
}
