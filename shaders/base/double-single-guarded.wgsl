// For compilers that do not: no optimiser sees through an exclusive or with a number that is 0 only at run time.
// The kernel has `fn guard() -> u32`, which gives a 0 read from a buffer.
fn keep(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ guard()); }
