// A u at a point, for a stencil of `coefficients` [STEPS][points], or [STEPS] if CONSTANT, u = `unknown` [points].
// Everything is written in differences, (A u)_i = s_i u_i + sum over neighbours of c (u_neighbour - u_i), s = sums of
// rows (which stand in the place of the diagonal): rounding then follows the gradient of u instead of u itself.
// With PAIRS, u is double-single [2][points] (hi, then lo) and so is the result, else f32 with lo = 0; with LOW, the
// coefficients are [2][...] too; POWERS of two need no care. A neighbour that does not exist is 0 if CONSTANT; else its coefficient is 0.
// `applied(i, j, k, at)` is generated from the steps.
@group(0) @binding(2) var<storage, read> coefficients: array<f32>;
@group(0) @binding(3) var<storage, read> unknown: array<f32>;

// Of the row that `applied` was last asked for.
var<private> diagonal: f32;

override PAIRS: bool = true;
override LOW: bool = true;
override CONSTANT: bool = false;
override POWERS: bool = false;
override STEPS: u32 = 5;

fn before(i: u32, count: u32) -> u32 { return select(i - 1u, count - 1u, i == 0u); }
fn after(i: u32, count: u32) -> u32 { return select(i + 1u, 0u, i + 1u == count); }
fn index(i: u32, j: u32, k: u32) -> u32 { return i + grid[0] * (j + grid[1] * k); }
fn wraps(axis: u32) -> bool { return (grid[3] & (1u << axis)) != 0u; }

fn value(at: u32) -> vec2f {
  if (PAIRS) { return vec2f(unknown[at], unknown[grid[4] + at]); }
  return vec2f(unknown[at], 0.0);
}

fn coefficient(step: u32, at: u32) -> vec2f {
  let count = select(grid[4], 1u, CONSTANT);
  let place = step * count + select(at, 0u, CONSTANT);
  if (PAIRS && LOW) { return vec2f(coefficients[place], coefficients[STEPS * count + place]); }
  return vec2f(coefficients[place], 0.0);
}

// sum + c u. The second half of the sum is not brought back to half an ulp of the first.
fn addTerm(sum: vec2f, c: vec2f, u: vec2f) -> vec2f {
  if (!PAIRS) { return vec2f(sum.x + c.x * u.x, 0.0); }
  var p = vec2f(c.x * u.x, 0.0);
  if (!POWERS) { p = twoProduct(c.x, u.x); }
  let s = twoSum(sum.x, p.x);
  return vec2f(s.x, sum.y + (s.y + (p.y + (c.x * u.y + c.y * u.x))));
}

// The term of a neighbour at `near`, which exists if `present`.
fn addNeighbour(sum: vec2f, step: u32, at: u32, near: u32, present: bool, here: vec2f) -> vec2f {
  var there = value(near);
  if (CONSTANT) { there = select(vec2f(0.0), there, present); }
  let c = coefficient(step, at);
  diagonal -= c.x;
  if (!PAIRS) { return addTerm(sum, c, vec2f(there.x - here.x, 0.0)); }
  // Normal again, although halves cancel: where coefficients are large, u is flat, and this is what is left of it.
  return addTerm(sum, c, addPairs(there, -here));
}
