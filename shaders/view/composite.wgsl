// A map's pixel from its parts. sRGB values throughout: nothing here is light, and tables are given in sRGB.
// field: the colour of the value; line: contour coverage; trail: particle intensity; ink: 1 = dark strokes, 0 = light
// ones; body: coverage of bodies, rim: coverage of their edge; frame: coverage of the domain's border.
fn composite(
  field: vec3f, line: f32, trail: f32, ink: f32, body: f32, rim: f32, frame: f32,
  background: vec3f, foreground: vec3f,
) -> vec3f {
  let luminance = dot(field, vec3f(0.299, 0.587, 0.114));
  let stroke = vec3f(1.0 - smoothstep(0.42, 0.62, luminance));
  var color = mix(field, stroke, 0.5 * line);
  let bright = 1.0 - (1.0 - color) * (1.0 - trail * vec3f(0.86, 0.9, 0.94));
  let dark = color * (1.0 - trail * vec3f(0.8, 0.74, 0.62));
  color = mix(bright, dark, ink);
  color = mix(color, mix(background, foreground, 0.16), body);
  color = mix(color, mix(background, foreground, 0.72), 0.85 * rim);
  return mix(color, mix(background, foreground, 0.45), 0.6 * frame);
}
