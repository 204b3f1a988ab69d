// Opacity along a streamline: a faint thread with bright dashes that run with the flow, sharp in front and fading
// behind. arc: signed arc length; run: distance that the dashes have run; period: of a dash and its gap.
fn comet(arc: f32, run: f32, period: f32, softness: f32) -> f32 {
  let phase = fract((arc - run) / period);
  let front = 1.0 - smoothstep(1.0 - softness, 1.0, phase);
  return 0.22 + 0.78 * pow(phase, 2.6) * front;
}
