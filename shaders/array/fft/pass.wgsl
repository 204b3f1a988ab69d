// What every pass of a transform shares; solvers/array/fft/kernels.ts adds bindings, reads, writes and butterflies.
// A pass covers LINES lines of N complex elements that stand INNER elements apart. A line has SRC_ROW elements in the
// source and DST_ROW in the target: they differ from N where the transform pads, halves or takes real numbers.
override LINES: u32;
override N: u32;
override INNER: u32;
override SRC_ROW: u32;
override DST_ROW: u32;
// First element: complex numbers, or floats where the array is read as floats.
override SRC_OFFSET: u32;
override DST_OFFSET: u32;
override SCALE: f32;

fn product(a: vec2f, b: vec2f) -> vec2f {
  return a * b.x + vec2f(-a.y, a.x) * b.y;
}

fn base(line: u32, row: u32) -> u32 {
  return (line / INNER) * (row * INNER) + line % INNER;
}
