// Levenberg-Marquardt, all iterations of a member in its workgroup. in: start[member, n], what evaluate() reads; out:
// result: w[member, n] rounded to f32, then [iterations, norm of the residuals, code, condition of J] of each
// member. The same steps as solvers/implicit/formulas/f64.ts. A trial costs 25 rows ((n + 1)^2 / 2 + terms n) flop.
const FIRST = 1.0e-3;
// A promised decrease below this share of the sum of squares cannot be seen in f32, and how far it may seem to grow.
const NOISE = 0x1p-20;
const SEEMING = 0x1p-14;
// See DAMPING in options.ts.
const LEAST = 1.0e-12;
const MOST = 1.0e8;
const PIVOT = 1.0e-13;
const SINGULAR = 1.0e-11;
const TINY = 1.0e-30;

const OK = 0.0;
const NOT_CONVERGED = 1.0;
const STALLED = 2.0;
const SINGULAR_MEMBER = 3.0;
const NOT_FINITE = 4.0;

struct State {
  loss: f32,
  damping: f32,
  scale: f32,
  code: f32,
  count: f32,
  promised: f32,
  moves: f32,
  length: f32,
  size: f32,
  least: f32,
  most: f32,
  // How far the last step moved whose decrease could not be seen, or 0.
  unseen: f32,
  take: bool,
  closed: bool,
}

var<workgroup> partials: array<vec2f, 64>;
var<workgroup> finished: u32;

fn squares(base: u32, at: u32) -> f32 {
  var sum = 0.0;
  for (var a = 0u; a < sizes.n; a++) {
    let v = scratch[base + at + a];
    sum += v * v;
  }
  return sum;
}

// Whether the trial is taken, whether the member is done, and how it is damped next.
fn judged(before: State, base: u32) -> State {
  var state = before;
  var sums = vec2f(0.0);
  for (var k = 0u; k < sizes.lanes; k++) { sums += partials[k]; }
  let ridge = sizes.ridge * sizes.ridge;
  let here = squares(base, sizes.at_x);
  let there = squares(base, sizes.at_trial);
  let finite = isNumber(sums.x) && isNumber(there);
  let loss = 0.5 * (sums.x + ridge * there);
  let fall = 0.5 * (sums.y + ridge * (here - there));
  if (state.count == 0.0) {
    state.take = finite;
    state.closed = !finite;
    state.code = select(NOT_FINITE, NOT_CONVERGED, finite);
    state.loss = loss;
    return state;
  }
  let good = fall > FIRST * state.promised;
  let unseen = state.promised <= NOISE * state.loss && fall > -SEEMING * state.loss;
  state.take = finite && (good || unseen);
  let still = state.length <= sizes.tolerance * (state.size + sizes.tolerance)
    || state.moves <= sizes.tolerance * sqrt(2.0 * state.loss)
    // Steps that are all rounding do not shrink any more.
    || (unseen && state.unseen > 0.0 && state.unseen <= state.moves);
  let settled = state.damping <= 0.1 * state.least || state.damping <= 1.01 * LEAST * state.scale;
  state.unseen = select(0.0, state.moves, state.take && unseen);
  if (state.take) {
    state.loss = loss;
    if (still && settled) {
      state.closed = true;
      state.code = select(OK, SINGULAR_MEMBER, state.least <= SINGULAR * state.most);
    }
    let quick = fall > 0.75 * state.promised || unseen;
    let slow = fall <= 0.25 * state.promised && !unseen;
    state.damping = max(LEAST * state.scale, select(select(0.1, 1.0, slow), 0.01, quick) * state.damping);
  } else {
    state.damping *= 10.0;
    if (state.damping > MOST * state.scale) {
      state.closed = true;
      state.code = STALLED;
    }
  }
  return state;
}

// scratch[at..] scaled to length 1; its length before.
fn scaled(base: u32, at: u32) -> f32 {
  let length = sqrt(squares(base, at));
  for (var a = 0u; a < sizes.n; a++) { scratch[base + at + a] /= length; }
  return length;
}

// The square root of the largest eigenvalue of J^T J over the least, by four powers of the matrix and of its inverse;
// for one thread, when the trial is no longer needed.
fn conditionOf(base: u32) -> f32 {
  let n = sizes.n;
  let wide = sizes.wide;
  let x = base + sizes.at_trial;
  let lower = base + sizes.at_lower;
  for (var a = 0u; a < n; a++) { scratch[x + a] = 1.0 + f32(a) / f32(n); }
  var inverse = 1.0;
  for (var round = 0u; round < sizes.four; round++) {
    scaled(base, sizes.at_trial);
    for (var a = 0u; a < n; a++) {
      for (var k = 0u; k < a; k++) { scratch[x + a] -= scratch[lower + a * wide + k] * scratch[x + k]; }
    }
    for (var left = n; left > 0u; left--) {
      let a = left - 1u;
      scratch[x + a] /= scratch[base + sizes.at_upper + a * wide + a];
      for (var k = left; k < n; k++) { scratch[x + a] -= scratch[lower + k * wide + a] * scratch[x + k]; }
    }
    inverse = sqrt(squares(base, sizes.at_trial));
  }
  for (var a = 0u; a < n; a++) { scratch[x + a] = 1.0 + f32(a) / f32(n); }
  var largest = 1.0;
  for (var round = 0u; round < sizes.four; round++) {
    scaled(base, sizes.at_trial);
    for (var a = 0u; a < n; a++) {
      var sum = 0.0;
      for (var k = 0u; k < n; k++) {
        sum += scratch[base + sizes.at_gram + max(a, k) * wide + min(a, k)] * scratch[x + k];
      }
      scratch[x + wide + a] = sum;
    }
    for (var a = 0u; a < n; a++) { scratch[x + a] = scratch[x + wide + a]; }
    largest = sqrt(squares(base, sizes.at_trial));
  }
  return sqrt(largest) * sqrt(inverse);
}

@compute @workgroup_size(64)
fn least_squares(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let member = id.x + id.y * groups.x;
  if (member >= sizes.members) { return; }
  let base = member * sizes.stride;
  let n = sizes.n;
  let wide = sizes.wide;
  if (lane < wide) {
    let given = start[sizes.point + member * n + min(lane, n - 1u)];
    scratch[base + sizes.at_trial + lane] = select(0.0, given, lane < n);
    scratch[base + sizes.at_trial + wide + lane] = 0.0;
    scratch[base + sizes.at_x + lane] = 0.0;
    scratch[base + sizes.at_x + wide + lane] = 0.0;
  }
  for (var i = lane; i < sizes.rows; i += LANES) { scratch[base + sizes.at_before + i] = 0.0; }
  var state = State();
  storageBarrier();
  for (var k = 0u; k <= sizes.iterations; k++) {
    partials[lane] = evaluate(member, lane, base);
    workgroupBarrier();
    storageBarrier();
    state = judged(state, base);
    if (lane == 0u) { finished = select(0u, 1u, state.closed || k == sizes.iterations); }
    let done = workgroupUniformLoad(&finished) == 1u;
    if (state.take) {
      for (var i = lane; i < sizes.rows; i += LANES) {
        scratch[base + sizes.at_before + i] = scratch[base + i * wide + n];
      }
      if (lane < n) {
        scratch[base + sizes.at_x + lane] = scratch[base + sizes.at_trial + lane];
        scratch[base + sizes.at_x + wide + lane] = scratch[base + sizes.at_trial + wide + lane];
      }
    }
    if (done) { break; }
    gram(base, lane, select(0u, sizes.rows, state.take));
    storageBarrier();
    gather(base, lane, select(0u, sizes.tiles, state.take));
    storageBarrier();
    if (state.take && lane < n) {
      let x = vec2f(scratch[base + sizes.at_x + lane], scratch[base + sizes.at_x + wide + lane]);
      let ridge = twoProduct(sizes.ridge, sizes.ridge);
      let diagonal = base + sizes.at_gram + lane * wide + lane;
      let right = base + sizes.at_gram + n * wide + lane;
      storePair(diagonal, addPairs(pair(diagonal), ridge));
      storePair(right, addPairs(pair(right), multiplyPairs(ridge, x)));
    }
    storageBarrier();
    if (k == 0u) {
      state.scale = TINY;
      for (var a = 0u; a < n; a++) { state.scale = max(state.scale, scratch[base + sizes.at_gram + a * wide + a]); }
      state.damping = sizes.damping * state.scale;
    }
    for (var j = 0u; j < n; j++) {
      factorColumn(base, lane, j, state.damping, PIVOT * state.scale);
      storageBarrier();
    }
    if (lane == 0u) { substitute(base, base + sizes.at_trial); }
    storageBarrier();
    let range = pivotRange(base);
    state.least = range.x;
    state.most = range.y;
    state.length = sqrt(squares(base, sizes.at_trial));
    var slope = 0.0;
    for (var a = 0u; a < n; a++) {
      slope += scratch[base + sizes.at_trial + a] * scratch[base + sizes.at_gram + n * wide + a];
    }
    let damped = state.damping * state.length * state.length;
    state.promised = 0.5 * (slope + damped);
    state.moves = sqrt(max(0.0, slope - damped));
    state.size = sqrt(squares(base, sizes.at_x));
    state.count += 1.0;
    storageBarrier();
    if (lane < n) {
      let at = base + sizes.at_trial + lane;
      let x = vec2f(scratch[base + sizes.at_x + lane], scratch[base + sizes.at_x + wide + lane]);
      let moved = addPairs(x, -vec2f(scratch[at], scratch[at + wide]));
      scratch[at] = moved.x;
      scratch[at + wide] = moved.y;
    }
    storageBarrier();
  }
  if (lane < n) {
    // A member without numbers never took a step from 0.
    result[sizes.result + member * n + lane] = scratch[base + sizes.at_x + lane];
  }
  if (lane == 0u) {
    let told = sizes.result + sizes.members * n + member * 4u;
    result[told] = state.count;
    result[told + 1u] = sqrt(2.0 * state.loss);
    result[told + 2u] = state.code;
    result[told + 3u] = 0.0;
    if (state.count > 0.0) { result[told + 3u] = conditionOf(base); }
  }
}
