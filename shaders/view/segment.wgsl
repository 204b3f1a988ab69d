// Coverage of a round-ended stroke of half width `radius` from (0, 0) to (reach, 0), at p; all in pixels.
fn segment(p: vec2f, reach: f32, radius: f32) -> f32 {
  let nearest = vec2f(clamp(p.x, 0.0, reach), 0.0);
  return clamp(radius + 0.5 - distance(p, nearest), 0.0, 1.0);
}
