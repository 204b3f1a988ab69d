// The coefficients of one row, held by a thread as long as its points have the same ones.
var<private> row: array<f32, 27>;

fn coefficient(k: u32, at: u32) -> f32 { return coefficients[k * level.rows + at]; }

fn loadThree(k: u32, at: u32) {
  row[k] = coefficient(k, at);
  row[k + 1u] = coefficient(k + 1u, at);
  row[k + 2u] = coefficient(k + 2u, at);
}

fn loadRow(at: u32) {
  loadThree(0u, at);
  row[3] = coefficient(3u, at);
  row[4] = coefficient(4u, at);
  if (BOX) {
    row[5] = coefficient(5u, at);
    loadThree(6u, at);
    if (SPACE) {
      loadThree(9u, at);
      loadThree(12u, at);
      loadThree(15u, at);
      loadThree(18u, at);
      loadThree(21u, at);
      loadThree(24u, at);
    }
  } else if (SPACE) {
    row[5] = coefficient(5u, at);
    row[6] = coefficient(6u, at);
  }
}

fn centre() -> f32 {
  if (!BOX) { return row[0]; }
  if (SPACE) { return row[13]; }
  return row[4];
}

// Neighbours along x of a line of points that begins at `line`: two, or with the one between them three.
fn two(a: f32, c: f32, line: u32, x: vec3u) -> f32 {
  return a * solution[line + x.x] + c * solution[line + x.z];
}

fn three(a: f32, b: f32, c: f32, line: u32, x: vec3u) -> f32 {
  return two(a, c, line, x) + b * solution[line + x.y];
}

// A u at a point without its own share, by the row that is loaded.
fn others(p: vec3u) -> f32 {
  let nx = level.shape.x;
  let ny = level.shape.y;
  let x = vec3u(before(p.x, nx), p.x, after(p.x, nx));
  let south = nx * before(p.y, ny);
  let here = nx * p.y;
  let north = nx * after(p.y, ny);
  if (!SPACE) {
    if (!BOX) {
      return two(row[1], row[2], here, x) + row[3] * solution[south + p.x] + row[4] * solution[north + p.x];
    }
    return three(row[0], row[1], row[2], south, x) + two(row[3], row[5], here, x)
      + three(row[6], row[7], row[8], north, x);
  }
  let plane = nx * ny;
  let mine = plane * p.z;
  let below = plane * before(p.z, level.shape.z);
  let above = plane * after(p.z, level.shape.z);
  if (!BOX) {
    return two(row[1], row[2], mine + here, x)
      + row[3] * solution[mine + south + p.x] + row[4] * solution[mine + north + p.x]
      + row[5] * solution[below + here + p.x] + row[6] * solution[above + here + p.x];
  }
  return three(row[0], row[1], row[2], below + south, x) + three(row[3], row[4], row[5], below + here, x)
    + three(row[6], row[7], row[8], below + north, x)
    + three(row[9], row[10], row[11], mine + south, x) + two(row[12], row[14], mine + here, x)
    + three(row[15], row[16], row[17], mine + north, x)
    + three(row[18], row[19], row[20], above + south, x) + three(row[21], row[22], row[23], above + here, x)
    + three(row[24], row[25], row[26], above + north, x);
}

fn applied(p: vec3u) -> f32 { return others(p) + centre() * solution[point(p)]; }
