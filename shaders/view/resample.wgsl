// A field on other points: Lagrange interpolation from four points along each axis (fewer where there are fewer),
// exact for cubics along each axis.
// in: source[sourceNy, sourceNx], weights[nx + ny] (of the four points for each column, then for each row),
// starts[nx + ny] (the first of the four); out: answer[ny, nx]. Units are those of the field.
// items: nx * ny; 40 flop and 68 bytes an item (16 gathers that neighbours share).
struct Shape {
  nx: u32,
  ny: u32,
  sourceNx: u32,
  sourceNy: u32,
}
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> starts: array<u32>;
@group(0) @binding(4) var<storage, read_write> answer: array<f32>;

// The four points of a row that starts at `row`; those beyond the last have no weight.
fn along(row: u32, first: u32, share: vec4f) -> f32 {
  let last = shape.sourceNx - 1u;
  let four = vec4f(
    source[row + min(first, last)],
    source[row + min(first + 1u, last)],
    source[row + min(first + 2u, last)],
    source[row + min(first + 3u, last)],
  );
  return dot(share, four);
}

@compute @workgroup_size(64)
fn resample(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= shape.nx * shape.ny) { return; }
  let column = i % shape.nx;
  let row = shape.nx + i / shape.nx;
  let across = weights[column];
  let first = starts[column];
  let up = weights[row];
  let lowest = starts[row];
  let last = shape.sourceNy - 1u;
  let four = vec4f(
    along(min(lowest, last) * shape.sourceNx, first, across),
    along(min(lowest + 1u, last) * shape.sourceNx, first, across),
    along(min(lowest + 2u, last) * shape.sourceNx, first, across),
    along(min(lowest + 3u, last) * shape.sourceNx, first, across),
  );
  answer[i] = dot(up, four);
}
