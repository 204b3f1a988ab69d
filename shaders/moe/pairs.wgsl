// Sums of products and divisions in double-single, beside double-single.wgsl; four sums stand side by side in a Sum4.
struct Sum4 { high: vec4f, low: vec4f }

fn keep4(x: vec4f) -> vec4f { return bitcast<vec4f>(bitcast<vec4u>(x) ^ vec4u(guard())); }

// The upper 12 bits: integer arithmetic, which no compiler rounds.
fn head4(x: vec4f) -> vec4f { return bitcast<vec4f>(bitcast<vec4u>(x) & vec4u(0xfffff000u)); }

// sums + a * b (Ogita, Rump & Oishi 2005, algorithm Dot2), 25 flop an element; |low| may grow over an ulp of high.
fn addProducts(sums: Sum4, a: f32, b: vec4f) -> Sum4 {
  let left = vec4f(a);
  let a1 = head4(left);
  let b1 = head4(b);
  let a2 = left - a1;
  let b2 = b - b1;
  let p = keep4(left * b);
  let e = keep4(keep4(keep4(a1 * b1 - p) + a1 * b2) + a2 * b1) + a2 * b2;
  let s = keep4(sums.high + p);
  let t = keep4(s - sums.high);
  let error = keep4(sums.high - keep4(s - t)) + keep4(p - t);
  return Sum4(s, sums.low + (error + e));
}

// The same for one product.
fn addProduct(sum: vec2f, a: f32, b: f32) -> vec2f {
  let p = twoProduct(a, b);
  let s = twoSum(sum.x, p.x);
  return vec2f(s.x, sum.y + (s.y + p.y));
}

fn overPairs(a: vec2f, b: vec2f) -> vec2f {
  let q = keep(a.x / b.x);
  let rest = addPairs(a, -multiplyPairs(b, vec2f(q, 0.0)));
  return fastTwoSum(q, keep(rest.x / b.x));
}
