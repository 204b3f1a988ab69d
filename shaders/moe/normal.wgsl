// The normal equations of a batch of small least-squares problems in double-single: one workgroup for each member. What
// all kernels of the layer share. Rows of a member lie in `scratch` [rows, WIDE]: n derivatives, the residual, zeros.
struct Sizes {
  members: u32,
  n: u32,
  // n + 1 rounded up to a multiple of 4.
  wide: u32,
  rows: u32,
  // Tiles of 4 x 4 in the lower triangle, and how many threads share the rows of one.
  tiles: u32,
  splits: u32,
  // Elements of scratch for each member, and where its parts begin.
  stride: u32,
  at_before: u32,
  at_parts: u32,
  at_gram: u32,
  at_upper: u32,
  at_lower: u32,
  at_x: u32,
  at_trial: u32,
  at_curved: u32,
  at_products: u32,
  // Where the operands begin.
  channels: u32,
  values: u32,
  point: u32,
  sensed: u32,
  result: u32,
  iterations: u32,
  // Elements of all channels and values together; rows of all samples.
  cotangents: u32,
  points: u32,
  // 4, 8 and 64, which compilers must not know: they would write loops out.
  four: u32,
  eight: u32,
  lanes: u32,
  // What double-single-guarded.wgsl needs.
  zero: u32,
  tolerance: f32,
  damping: f32,
  ridge: f32,
}
struct Family {
  rows: u32,
  share: u32,
  first: u32,
  channels: u32,
  values: u32,
  // The first of its points among those of all families, and their number.
  begin: u32,
  count: u32,
  terms: u32,
}

const LANES = 64u;

fn guard() -> u32 { return sizes.zero; }

// channels[first..] times the pair at scratch[to..]
fn productPair(first: u32, to: u32) -> vec2f {
  var sum = vec2f(0.0);
  for (var a = 0u; a < sizes.n; a++) {
    let c = channels[first + a];
    sum = addProduct(sum, c, scratch[to + a]);
    sum.y += c * scratch[to + sizes.wide + a];
  }
  return twoSum(sum.x, sum.y);
}

fn product(first: u32, to: u32) -> f32 { return productPair(first, to).x; }

// A row of J in scratch times the pair at scratch[to..]: of the very row that J^T J was made of, for where J v is small
// beside J and v, roundings that differ would be all that is left.
fn rowProduct(row: u32, to: u32) -> vec2f {
  var sum = vec2f(0.0);
  for (var a = 0u; a < sizes.n; a++) {
    let c = scratch[row + a];
    sum = addProduct(sum, c, scratch[to + a]);
    sum.y += c * scratch[to + sizes.wide + a];
  }
  return twoSum(sum.x, sum.y);
}

fn four(at: u32) -> vec4f { return vec4f(scratch[at], scratch[at + 1u], scratch[at + 2u], scratch[at + 3u]); }

// The tile's row and column, of its number in the lower triangle.
fn tileOf(number: u32) -> vec2u {
  var row = 0u;
  var left = number;
  for (var k = 0u; k < sizes.wide && left > row; k++) {
    row++;
    left -= row;
  }
  return vec2u(row, left);
}

// A 4 x 4 part of a symmetric matrix: rows of high parts, then rows of low ones.
alias Tile = array<vec4f, 8>;

fn addToRow(tile: ptr<function, Tile>, row: u32, left: f32, right: vec4f) {
  let sums = addProducts(Sum4((*tile)[row], (*tile)[row + 4u]), left, right);
  (*tile)[row] = sums.high;
  (*tile)[row + 4u] = sums.low;
}

fn storeTile(at: u32, tile: ptr<function, Tile>) {
  for (var k = 0u; k < sizes.eight; k++) {
    let row = (*tile)[k];
    scratch[at + 4u * k] = row.x;
    scratch[at + 4u * k + 1u] = row.y;
    scratch[at + 4u * k + 2u] = row.z;
    scratch[at + 4u * k + 3u] = row.w;
  }
}

// The shares of the rows added up, element by element.
fn gather(base: u32, lane: u32, tiles: u32) {
  for (var e = lane; e < tiles * 16u; e += LANES) {
    let tile = e / 16u;
    let within = e % 16u;
    var sum = vec2f(0.0);
    for (var s = 0u; s < sizes.splits; s++) {
      let at = base + sizes.at_parts + (tile * sizes.splits + s) * 32u + within;
      sum = addPairs(sum, twoSum(scratch[at], scratch[at + 16u]));
    }
    let place = tileOf(tile);
    let to = base + sizes.at_gram + (4u * place.x + within / 4u) * sizes.wide + 4u * place.y + within % 4u;
    scratch[to] = sum.x;
    scratch[to + sizes.wide * sizes.wide] = sum.y;
  }
}

fn pair(at: u32) -> vec2f { return vec2f(scratch[at], scratch[at + sizes.wide * sizes.wide]); }

fn storePair(at: u32, value: vec2f) {
  scratch[at] = value.x;
  scratch[at + sizes.wide * sizes.wide] = value.y;
}

// Column j of L D L^T of the matrix with `damping` on its diagonal; thread i has row i, row n the right-hand side. Pivots
// below `floor` are raised to it. A barrier must follow.
fn factorColumn(base: u32, lane: u32, j: u32, damping: f32, floor: f32) {
  if (lane < j || lane > sizes.n) { return; }
  let wide = sizes.wide;
  let lower = base + sizes.at_lower;
  let upper = base + sizes.at_upper;
  var pivot = addSingle(pair(base + sizes.at_gram + j * wide + j), damping);
  var sum = pair(base + sizes.at_gram + lane * wide + j);
  for (var k = 0u; k < j; k++) {
    let own = pair(lower + j * wide + k);
    pivot = addPairs(pivot, -multiplyPairs(pair(upper + j * wide + k), own));
    sum = addPairs(sum, -multiplyPairs(pair(upper + lane * wide + k), own));
  }
  if (pivot.x < floor) { pivot = vec2f(floor, 0.0); }
  if (lane == j) { sum = pivot; }
  storePair(upper + lane * wide + j, sum);
  storePair(lower + lane * wide + j, overPairs(sum, pivot));
}

// x of L^T x = the last row of the factor, as pairs at scratch[at..]; for one thread.
fn substitute(base: u32, at: u32) {
  let wide = sizes.wide;
  let lower = base + sizes.at_lower;
  for (var left = sizes.n; left > 0u; left--) {
    let a = left - 1u;
    var sum = pair(lower + sizes.n * wide + a);
    for (var k = left; k < sizes.n; k++) {
      sum = addPairs(sum, -multiplyPairs(pair(lower + k * wide + a), vec2f(scratch[at + k], scratch[at + wide + k])));
    }
    scratch[at + a] = sum.x;
    scratch[at + wide + a] = sum.y;
  }
}

// Another right-hand side, in the last row of the matrix, taken through the factor that is there; for one thread.
fn eliminate(base: u32) {
  let wide = sizes.wide;
  let lower = base + sizes.at_lower;
  let upper = base + sizes.at_upper;
  let last = sizes.n * wide;
  for (var j = 0u; j < sizes.n; j++) {
    var sum = pair(base + sizes.at_gram + last + j);
    for (var k = 0u; k < j; k++) {
      sum = addPairs(sum, -multiplyPairs(pair(upper + last + k), pair(lower + j * wide + k)));
    }
    storePair(upper + last + j, sum);
    storePair(lower + last + j, overPairs(sum, pair(upper + j * wide + j)));
  }
}

// The least and the largest pivot, by size.
fn pivotRange(base: u32) -> vec2f {
  var range = vec2f(3e38, 0.0);
  for (var j = 0u; j < sizes.n; j++) {
    let size = abs(scratch[base + sizes.at_upper + j * sizes.wide + j]);
    range = vec2f(min(range.x, size), max(range.y, size));
  }
  return range;
}

// NaN and infinity by their bits: compilers may take comparisons with them for granted.
fn isNumber(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }
