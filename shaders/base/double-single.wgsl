// Double-single arithmetic: a number is the unevaluated sum x + y of two f32, |y| <= ulp(x) / 2, about 48 bits.
// Needs `keep(x)`, which gives x and, in the guarded variant, hides its origin from the compiler: WGSL lets compilers
// reassociate and contract, which destroys error-free transforms. Products are split by Veltkamp, since fma need not be
// fused. Numbers below 2^-126 may be flushed to zero: scale so that 2^-48 of what matters stays above.
// Dekker (1971); Knuth, TAOCP 2, 4.2.2; Joldes, Muller & Popescu, ACM TOMS 44 (2017), algorithms 1-3, 6, 7 and 10-12.

// a + b = x + y exactly; 6 flop.
fn twoSum(a: f32, b: f32) -> vec2f {
  let s = keep(a + b);
  let t = keep(s - a);
  return vec2f(s, keep(keep(a - keep(s - t)) + keep(b - t)));
}

// The same where |a| >= |b| or a = 0; 3 flop.
fn fastTwoSum(a: f32, b: f32) -> vec2f {
  let s = keep(a + b);
  return vec2f(s, keep(b - keep(s - a)));
}

// Upper 12 bits of a; |a| < 2^115.
fn upperHalf(a: f32) -> f32 {
  let c = keep(4097.0 * a);
  return keep(c - keep(c - a));
}

// a b = x + y exactly; 17 flop. Products of halves are exact, so that it does not matter whether they are contracted.
fn twoProduct(a: f32, b: f32) -> vec2f {
  let p = keep(a * b);
  let a1 = upperHalf(a);
  let b1 = upperHalf(b);
  let a2 = keep(a - a1);
  let b2 = keep(b - b1);
  let e = keep(keep(keep(a1 * b1 - p) + a1 * b2) + a2 * b1);
  return vec2f(p, keep(e + a2 * b2));
}

// a + b, relative error at most 3 * 2^-48; 20 flop.
fn addPairs(a: vec2f, b: vec2f) -> vec2f {
  let s = twoSum(a.x, b.x);
  let t = twoSum(a.y, b.y);
  let v = fastTwoSum(s.x, keep(s.y + t.x));
  return fastTwoSum(v.x, keep(t.y + v.y));
}

// a + b for an f32 b, relative error at most 2 * 2^-48; 10 flop.
fn addSingle(a: vec2f, b: f32) -> vec2f {
  let s = twoSum(a.x, b);
  return fastTwoSum(s.x, keep(s.y + a.y));
}

// a b, relative error at most 8 * 2^-48; 24 flop.
fn multiplyPairs(a: vec2f, b: vec2f) -> vec2f {
  let p = twoProduct(a.x, b.x);
  return fastTwoSum(p.x, keep(p.y + (a.x * b.y + a.y * b.x)));
}
