import { type Expr, toWgsl } from '../../expr';
import type { FamilyLayout } from './layout';

/** WGSL that the kernels of the layer are completed with, of the formulas of all families. */

/** `evaluate`: residuals and derivatives at the trial into scratch; sums of r^2 and of the decrease since before. */
export function evaluateText(families: readonly FamilyLayout[]): string {
  const parts = families.map((family, f) => {
    const { residual, derivatives, body } = firstDerivatives(family, []);
    return `
fn evaluate${f}(member: u32, lane: u32, base: u32) -> vec2f {
  let f = families[${f}u];
  let n = sizes.n;
  var sums = vec2f(0.0);
  for (var i = lane; i < f.rows; i += LANES) {
${pointText(family, '(member / f.share) * f.rows + i', 'base + sizes.at_trial')}
${body}
    let r = ${residual};
    let row = base + (f.first + i) * sizes.wide;
${rowText(derivatives)}
    let before = scratch[base + sizes.at_before + f.first + i];
    sums += vec2f(r * r, (before - r) * (before + r));
  }
  return sums;
}`;
  });
  const calls = families.map((_, f) => `  sums += evaluate${f}(member, lane, base);`);
  return `${parts.join('\n')}
fn evaluate(member: u32, lane: u32, base: u32) -> vec2f {
  var sums = vec2f(0.0);
${calls.join('\n')}
  return sums;
}
`;
}

/** `linearised`: the same at w, with r times the second derivatives; `addCurvature`: their part of the Hessian. */
export function adjointText(families: readonly FamilyLayout[], exact: boolean): string {
  const pairs = mostPairs(families, exact);
  const parts = families.map((family, f) => {
    const second = exact ? family.formula.second : [];
    const { residual, derivatives, more, body } = firstDerivatives(
      family,
      second.map(({ expr }) => expr),
    );
    const curved = more.map(
      (value, q) => `    scratch[base + sizes.at_curved + (f.first + i) * ${pairs}u + ${q}u] = r * ${value};`,
    );
    return `
fn linearised${f}(member: u32, lane: u32, base: u32) {
  let f = families[${f}u];
  let n = sizes.n;
  for (var i = lane; i < f.rows; i += LANES) {
${pointText(family, '(member / f.share) * f.rows + i', 'base + sizes.at_x')}
${body}
    let r = ${residual};
    let row = base + (f.first + i) * sizes.wide;
${rowText(derivatives)}
${curved.join('\n')}
  }
}
${curvatureText(family, f, pairs, exact)}
${hessianText(family, f, pairs, mostProducts(families, exact), exact)}`;
  });
  const names = (name: string): string[] => families.map((_, f) => `${name}${f}`);
  const linear = names('linearised');
  const curved = names('curvature').filter((_, f) => exact && families[f].formula.second.length > 0);
  return `
fn keepPair(at: u32, value: vec2f) {
  scratch[at] = value.x;
  scratch[at + 1u] = value.y;
}
// sum + c times the pair at scratch[at..]
fn addPairProduct(sum: vec2f, c: f32, at: u32) -> vec2f {
  let next = addProduct(sum, c, scratch[at]);
  return vec2f(next.x, next.y + c * scratch[at + 1u]);
}
fn channelOf(at: u32, column: u32) -> f32 { return select(0.0, channels[at + column], column < sizes.n); }
fn fourOf(at: u32, column: u32) -> vec4f {
  return vec4f(
    channelOf(at, column),
    channelOf(at, column + 1u),
    channelOf(at, column + 2u),
    channelOf(at, column + 3u),
  );
}
${parts.join('\n')}
fn linearised(member: u32, lane: u32, base: u32) {
${linear.map((name) => `  ${name}(member, lane, base);`).join('\n')}
}
fn addCurvature(member: u32, lane: u32, base: u32) {
  for (var item = lane; item < sizes.tiles * sizes.splits; item += LANES) {
    let at = base + sizes.at_parts + item * 32u;
    let place = tileOf(item / sizes.splits);
    var tile: Tile;
    for (var k = 0u; k < sizes.eight; k++) { tile[k] = four(at + 4u * k); }
${curved.map((name) => `    ${name}(&tile, place, item % sizes.splits, member, base);`).join('\n')}
    storeTile(at, &tile);
  }
}
fn productsAlong(member: u32, lane: u32, base: u32) {
${names('productsAlong')
  .map((name) => `  ${name}(member, lane, base);`)
  .join('\n')}
}
fn hessianTimes(member: u32, column: u32, base: u32) -> vec2f {
  var sum = vec2f(0.0);
${names('hessianTimes')
  .map((name) => `  sum = ${name}(sum, member, column, base);`)
  .join('\n')}
  return twoSum(sum.x, sum.y);
}
`;
}

/** The terms of a family that second derivatives are by. */
function curvedTerms({ formula: { second } }: FamilyLayout, exact: boolean): number[] {
  return exact ? [...new Set(second.flatMap(({ a, b }) => [a, b]))] : [];
}

/** Products with v that a row keeps at most, as pairs: its own, and those of the terms that it is curved in. */
export function mostProducts(families: readonly FamilyLayout[], exact: boolean): number {
  return 1 + Math.max(0, ...families.map((family) => curvedTerms(family, exact).length));
}

/** `productsAlong`: each row's products with v; `hessianTimes`: an element of H v without the ridge's, of those. */
function hessianText(family: FamilyLayout, f: number, pairs: number, products: number, exact: boolean): string {
  const { second, terms } = family.formula;
  const used = curvedTerms(family, exact);
  const channel = (k: number): string => `t + ${k}u * n`;
  const along = used.map(
    (k, place) => `    keepPair(p + ${2 * place + 2}u, productPair(${channel(k)}, base + sizes.at_trial));`,
  );
  const twice = (exact ? second : []).flatMap(({ a, b }, q) =>
    [...new Set([`${a} ${b}`, `${b} ${a}`])].map((own) => {
      const [left, right] = own.split(' ').map(Number);
      // As addCurvature rounds it.
      return `    sum = addPairProduct(sum, scratch[c + ${q}u] * channels[${channel(left)} + column], p + ${2 * used.indexOf(right) + 2}u);`;
    }),
  );
  return `
fn productsAlong${f}(member: u32, lane: u32, base: u32) {
  let f = families[${f}u];
  let n = sizes.n;
  for (var i = lane; i < f.rows; i += LANES) {
    let t = sizes.channels + f.channels + ((member / f.share) * f.rows + i) * ${terms.length}u * n;
    let p = base + sizes.at_products + (f.first + i) * ${2 * products}u;
    keepPair(p, rowProduct(base + (f.first + i) * sizes.wide, base + sizes.at_trial));
${along.join('\n')}
  }
}
fn hessianTimes${f}(before: vec2f, member: u32, column: u32, base: u32) -> vec2f {
  let f = families[${f}u];
  let n = sizes.n;
  var sum = before;
  for (var i = 0u; i < f.rows; i++) {
    let t = sizes.channels + f.channels + ((member / f.share) * f.rows + i) * ${terms.length}u * n;
    let c = base + sizes.at_curved + (f.first + i) * ${pairs}u;
    let p = base + sizes.at_products + (f.first + i) * ${2 * products}u;
    sum = addPairProduct(sum, scratch[base + (f.first + i) * sizes.wide + column], p);
${twice.join('\n')}
  }
  return sum;
}`;
}

/** The most second derivatives of any family. */
export function mostPairs(families: readonly FamilyLayout[], exact: boolean): number {
  return exact ? Math.max(0, ...families.map(({ formula }) => formula.second.length)) : 0;
}

function curvatureText(family: FamilyLayout, f: number, pairs: number, exact: boolean): string {
  const { second, terms } = family.formula;
  if (!exact || second.length === 0) return '';
  const products = second.flatMap(({ a, b }, q) =>
    [...new Set([`${a} ${b}`, `${b} ${a}`])].map((pair) => ({ q, pair: pair.split(' ') })),
  );
  const used = [...new Set(second.flatMap(({ a, b }) => [a, b]))];
  return `
fn curvature${f}(tile: ptr<function, Tile>, place: vec2u, split: u32, member: u32, base: u32) {
  let f = families[${f}u];
  let n = sizes.n;
  for (var i = split; i < f.rows; i += max(1u, sizes.splits)) {
    let t = sizes.channels + f.channels + ((member / f.share) * f.rows + i) * ${terms.length}u * n;
    let c = base + sizes.at_curved + (f.first + i) * ${pairs}u;
${second.map((_, q) => `    let c${q} = scratch[c + ${q}u];`).join('\n')}
${used.map((k) => `    let right${k} = fourOf(t + ${k}u * n, 4u * place.y);`).join('\n')}
    for (var k = 0u; k < sizes.four; k++) {
${used.map((k) => `      let left${k} = channelOf(t + ${k}u * n, 4u * place.x + k);`).join('\n')}
${products.map(({ q, pair }) => `      addToRow(tile, k, c${q} * left${pair[0]}, right${pair[1]});`).join('\n')}
    }
  }
}`;
}

/** `pointCotangents`, of the number of a point among those of all families. */
export function cotangentText(families: readonly FamilyLayout[], exact: boolean): string {
  const parts = families.map((family, f) => cotangentOfFamily(family, f, exact));
  const calls = families.map(
    (_, f) => `  if (item >= families[${f}u].begin && item - families[${f}u].begin < families[${f}u].count) {
    points${f}(item - families[${f}u].begin);
  }`,
  );
  return `${parts.join('\n')}
fn pointCotangents(item: u32) {
${calls.join('\n')}
}
`;
}

function cotangentOfFamily(family: FamilyLayout, f: number, exact: boolean): string {
  const { terms, coefficients, second, byCoefficient, mixed } = family.formula;
  const zero = null;
  const exprs = [
    ...(exact ? second.map(({ expr }) => expr) : []),
    ...byCoefficient.flatMap((expr) => expr ?? []),
    ...(exact ? mixed.flat().flatMap((expr) => expr ?? []) : []),
  ];
  const { residual, derivatives, more, body } = firstDerivatives(family, exprs);
  const taken = [...more];
  const seconds = exact ? second.map(({ a, b }) => ({ a, b, value: taken.shift()! })) : [];
  const byValue = byCoefficient.map((expr) => (expr ? taken.shift()! : zero));
  const bent = mixed.map((row) => row.map((expr) => (exact && expr ? taken.shift()! : zero)));
  const onTerm = terms.map((_, k) => {
    const curved = seconds.flatMap(({ a, b, value }) => {
      const other = a === k ? b : b === k ? a : null;
      return other === null ? [] : [`${value} * z${other}`];
    });
    const parts = [derivatives[k] && `${derivatives[k]} * y`, curved.length > 0 ? `r * (${sumOf(curved)})` : zero];
    return { w: sumOf(parts), v: exact && derivatives[k] ? `r * ${derivatives[k]}` : zero };
  });
  const onValue = coefficients.map((_, q) => {
    const curved = bent[q].flatMap((value, k) => (value ? [`${value} * z${k}`] : []));
    return sumOf([byValue[q] && `${byValue[q]} * y`, curved.length > 0 ? `r * (${sumOf(curved)})` : zero]);
  });
  return `
fn points${f}(i: u32) {
  let f = families[${f}u];
  let n = sizes.n;
  let to = sizes.result + f.channels + i * ${terms.length}u * n;
  let toValue = sizes.result + sizes.cotangents + f.values + i * ${coefficients.length}u;
  for (var a = 0u; a < ${terms.length}u * n; a++) { result[to + a] = 0.0; }
${coefficients.map((_, q) => `  result[toValue + ${q}u] = 0.0;`).join('\n')}
  for (var s = 0u; s < f.share; s++) {
    let base = ((i / f.rows) * f.share + s) * sizes.stride;
    if (scratch[base + sizes.at_before] == 0.0) { continue; }
${pointText(family, 'i', 'base + sizes.at_x')}
${productsText('z', terms.length, 'base + sizes.at_trial').join('\n')}
${body}
    let r = ${residual};
    let y = rowProduct(base + (f.first + i % f.rows) * sizes.wide, base + sizes.at_trial).x;
${onTerm.map(({ w, v }, k) => `    let w${k} = ${w};\n    let v${k} = ${v ?? '0.0'};`).join('\n')}
    for (var a = 0u; a < n; a++) {
      let w = scratch[base + sizes.at_x + a];
      let v = scratch[base + sizes.at_trial + a];
${terms.map((_, k) => `      result[to + ${k}u * n + a] -= w${k} * w + v${k} * v;`).join('\n')}
    }
${onValue.map((value, q) => `    result[toValue + ${q}u] -= ${value};`).join('\n')}
  }
}`;
}

function sumOf(parts: readonly (string | null)[]): string {
  const present = parts.filter((part) => part !== null);
  return present.length === 0 ? '0.0' : present.join(' + ');
}

/** The terms and coefficients of a point, whose number within all samples is `place`. */
function pointText({ formula }: FamilyLayout, place: string, pairs: string): string {
  const { terms, coefficients } = formula;
  return [
    `    let place = ${place};`,
    `    let begin = sizes.channels + f.channels + place * ${terms.length}u * n;`,
    `    let c = sizes.values + f.values + place * ${coefficients.length}u;`,
    ...productsText('t', terms.length, pairs),
    ...coefficients.map((_, q) => `    let k${q} = values[c + ${q}u];`),
  ].join('\n');
}

/** Products of all terms with a pair, as NAME0, NAME1, ...: in a loop, so that there is little to compile. */
function productsText(name: string, terms: number, pairs: string): string[] {
  return [
    `    var ${name}: array<f32, ${terms}>;`,
    `    for (var k = 0u; k < f.terms; k++) { ${name}[k] = product(begin + k * n, ${pairs}); }`,
    ...Array.from({ length: terms }, (_, k) => `    let ${name}${k} = ${name}[${k}u];`),
  ];
}

interface FirstDerivatives {
  readonly residual: string;
  /** By term; null where zero. */
  readonly derivatives: readonly (string | null)[];
  readonly more: readonly string[];
  readonly body: string;
}

function firstDerivatives({ formula }: FamilyLayout, others: readonly Expr[]): FirstDerivatives {
  const { residual, byTerm, terms, coefficients } = formula;
  const names = new Map([
    ...terms.map((name, k) => [name, `t${k}`] as const),
    ...coefficients.map((name, q) => [name, `k${q}`] as const),
  ]);
  const own = byTerm.flatMap((expr) => expr ?? []);
  const { statements, results } = toWgsl([residual, ...own, ...others], names, 'e');
  const rest = results.slice(1);
  return {
    residual: results[0],
    derivatives: byTerm.map((expr) => (expr ? rest.shift()! : null)),
    more: rest,
    body: statements.map((line) => `    ${line}`).join('\n'),
  };
}

/** Stores a row: its derivatives by the unknowns, r, zeros. */
function rowText(derivatives: readonly (string | null)[]): string {
  const sum = sumOf(derivatives.map((value, k) => (value ? `${value} * channels[begin + ${k}u * n + a]` : null)));
  return `    for (var a = 0u; a < n; a++) { scratch[row + a] = ${sum}; }
    scratch[row + n] = r;
    for (var a = n + 1u; a < sizes.wide; a++) { scratch[row + a] = 0.0; }`;
}
