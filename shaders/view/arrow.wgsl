// Coverage of an arrow from (0, 0) to (reach, 0) at p (x), and of the arrow grown by `halo` (y); all in pixels.
// The head takes up to half of a short arrow.
fn arrow(p: vec2f, reach: f32, radius: f32, head: f32, halo: f32) -> vec2f {
  let h = min(head, 0.55 * reach);
  let neck = reach - h;
  let shaft = distance(p, vec2f(clamp(p.x, 0.0, max(neck, 0.0)), 0.0)) - radius;
  // Distance to the isosceles head: outside one of its three sides.
  let half = 0.42 * h + radius;
  let side = vec2f(h, -half) / length(vec2f(h, half));
  let flank = dot(vec2f(p.x - neck, abs(p.y) - half), vec2f(-side.y, side.x));
  let tip = max(flank, neck - p.x);
  let d = min(shaft, tip);
  return vec2f(clamp(0.5 - d, 0.0, 1.0), clamp(0.5 + halo - d, 0.0, 1.0));
}
