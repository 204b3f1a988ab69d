// The error function, absolute error below 5e-7: a rational fit times exp(-x^2)
// (Abramowitz and Stegun 7.1.26, |error| <= 1.5e-7, plus rounding). Cost: about 24 flops.
fn erf_f32(x: f32) -> f32 {
  let a = min(abs(x), 6.0);
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * (1.0 - p * exp(-a * a));
}
