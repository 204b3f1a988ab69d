// One step of massless particles: midpoint rule in the frozen velocity field; the old, the lost and those inside a
// body are born again somewhere in the window. After field.wgsl and random.wgsl.
// in: grid, lookup, velocity[ny*nx], bodies; in/out: particles[count] = (x, y, previous x, previous y), ages[count]
// in seconds (a negative age: not born yet). items: count; 100 flop and 40 bytes a particle, and the field it meets.
struct Drift {
  window: vec4f,   // where particles are born and live: xmin, xmax, ymin, ymax
  step: f32,       // time of the flow in this step
  elapsed: f32,    // seconds on the clock in this step
  lifetime: f32,   // seconds, on average
  count: u32,
  draw: u32,       // number of this step, for the random numbers
}
@group(0) @binding(4) var<uniform> drift: Drift;
@group(0) @binding(5) var<storage, read_write> particles: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> ages: array<f32>;

@compute @workgroup_size(64)
fn advance(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= drift.count) { return; }
  let start = particles[i].xy;
  let middle = start + 0.5 * drift.step * velocityAt(start);
  let end = start + drift.step * velocityAt(middle);
  let age = ages[i] + drift.elapsed;
  // Between half and one and a half lifetimes, so that particles do not blink together.
  let limit = drift.lifetime * (0.5 + randomUniform(i, 0u));
  let alive = ages[i] >= 0.0 && age < limit && finite(end) && insideBox(end, drift.window);
  if (alive && !insideBody(end)) {
    particles[i] = vec4f(end, start);
    ages[i] = age;
    return;
  }
  let u = vec2f(randomUniform(drift.draw, 3u * i), randomUniform(drift.draw, 3u * i + 1u));
  let born = mix(drift.window.xz, drift.window.yw, u);
  particles[i] = vec4f(born, born);
  // The first generation starts at all ages.
  ages[i] = select(0.0, limit * randomUniform(drift.draw, 3u * i + 2u), ages[i] < 0.0);
}
