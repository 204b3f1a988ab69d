// Light on a surface: a key light from the upper left, the sky from above, a soft highlight. `normal` and `view`
// (towards the eye) are unit vectors, z up.
fn shade(base: vec3f, normal: vec3f, view: vec3f) -> vec3f {
  let key = normalize(vec3f(-0.45, 0.3, 0.84));
  let n = select(-normal, normal, dot(normal, view) > 0.0);
  let diffuse = 0.5 * dot(n, key) + 0.5;
  let sky = 0.5 + 0.5 * n.z;
  let highlight = pow(max(dot(n, normalize(key + view)), 0.0), 48.0);
  return base * (0.3 + 0.62 * diffuse * diffuse + 0.16 * sky) + 0.16 * highlight;
}
