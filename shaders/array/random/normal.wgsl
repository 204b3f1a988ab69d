// Standard normal: sqrt(2) erfinv(x) for x uniform in (-1, 1), odd multiples of 2^-23, so up to 5.3. Giles 2011,
// "Approximating the erfinv function", GPU Computing Gems, table 10.5. No sine and cosine, which WGSL bounds by 2^-11
// only; log within 2^-21 or 3 ulp, the square root and 20 roundings leave a relative error of 2e-6.
fn draw(bits: u32, below: u32) -> f32 {
  let x = f32(2 * i32(bits >> 9u) + 1 - 8388608) * 0x1p-23;
  let w = -log((1.0 - x) * (1.0 + x));
  let c = w - 2.5;
  var p = 2.81022636e-08;
  p = 3.43273939e-07 + p * c;
  p = -3.5233877e-06 + p * c;
  p = -4.39150654e-06 + p * c;
  p = 0.00021858087 + p * c;
  p = -0.00125372503 + p * c;
  p = -0.00417768164 + p * c;
  p = 0.246640727 + p * c;
  p = 1.50140941 + p * c;
  // A logarithm may come out a little below zero near x = 0.
  let t = sqrt(max(w, 0.0)) - 3.0;
  var q = -0.000200214257;
  q = 0.000100950558 + q * t;
  q = 0.00134934322 + q * t;
  q = -0.00367342844 + q * t;
  q = 0.00573950773 + q * t;
  q = -0.0076224613 + q * t;
  q = 0.00943887047 + q * t;
  q = 1.00167406 + q * t;
  q = 2.83297682 + q * t;
  return 1.41421356 * x * select(q, p, w < 5.0);
}
