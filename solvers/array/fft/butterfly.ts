/** WGSL statements that transform the complex `var`s or `let`s `inputs`, the names of the outputs, and the flops. */
export interface Butterfly {
  readonly text: string;
  readonly outputs: readonly string[];
  readonly flops: number;
}

/** Writes straight-line code, one `let` a value, counting floating-point operations. */
class Lines {
  readonly #lines: string[] = [];
  #flops = 0;

  /** Names `expression`, a vec2f worth `flops`. */
  set(expression: string, flops: number): string {
    const name = `t${this.#lines.length}`;
    this.#lines.push(`let ${name} = ${expression};`);
    this.#flops += flops;
    return name;
  }

  result(outputs: readonly string[]): Butterfly {
    return { text: this.#lines.join('\n'), outputs, flops: this.#flops };
  }
}

/** A number as WGSL text; those made here are 0 or far from the ends of f32. */
const literal = (value: number) => (Math.abs(value) < 1e-15 ? '0.0' : `(${value})`);

/** name * exp(sign 2 pi i turns), where quarter turns cost no multiplication. */
function rotated(lines: Lines, name: string, turns: number, sign: number): string {
  const quarters = turns * 4;
  if (Number.isInteger(quarters)) {
    const quarter = (((sign * quarters) % 4) + 4) % 4;
    if (quarter === 0) return name;
    return lines.set(['', `vec2f(-${name}.y, ${name}.x)`, `-${name}`, `vec2f(${name}.y, -${name}.x)`][quarter], 0);
  }
  const angle = sign * 2 * Math.PI * turns;
  const [c, s] = [literal(Math.cos(angle)), literal(Math.sin(angle))];
  return lines.set(`${name} * ${c} + vec2f(-${name}.y, ${name}.x) * ${s}`, 6);
}

/** An odd prime length by symmetric and antisymmetric pairs. */
function prime(lines: Lines, x: readonly string[], sign: number): string[] {
  const p = x.length;
  const half = (p - 1) / 2;
  const pairs = Array.from({ length: half }, (_, k) => k + 1);
  const even = pairs.map((k) => lines.set(`${x[k]} + ${x[p - k]}`, 2));
  const odd = pairs.map((k) => lines.set(`${x[k]} - ${x[p - k]}`, 2));
  const outputs = [lines.set([x[0], ...even].join(' + '), 2 * half)];
  for (const m of pairs) {
    const angle = (k: number) => (2 * Math.PI * ((k * m) % p)) / p;
    const a = lines.set(
      [x[0], ...even.map((e, k) => `${e} * ${literal(Math.cos(angle(k + 1)))}`)].join(' + '),
      4 * half,
    );
    const b = lines.set(
      odd.map((o, k) => `${o} * ${literal(sign * Math.sin(angle(k + 1)))}`).join(' + '),
      4 * half - 2,
    );
    outputs[m] = lines.set(`vec2f(${a}.x - ${b}.y, ${a}.y + ${b}.x)`, 2);
    outputs[p - m] = lines.set(`vec2f(${a}.x + ${b}.y, ${a}.y - ${b}.x)`, 2);
  }
  return outputs;
}

/** By Cooley and Tukey's split r = a b down to 2 and the odd primes. */
function dft(lines: Lines, x: readonly string[], sign: number): readonly string[] {
  const r = x.length;
  if (r === 1) return x;
  if (r === 2) return [lines.set(`${x[0]} + ${x[1]}`, 2), lines.set(`${x[0]} - ${x[1]}`, 2)];
  const a = [4, 2, 3, 5, 7].find((factor) => factor < r && r % factor === 0);
  if (!a) return prime(lines, x, sign);
  const b = r / a;
  const columns = Array.from({ length: b }, (_, n2) => {
    const column = dft(
      lines,
      Array.from({ length: a }, (_, n1) => x[b * n1 + n2]),
      sign,
    );
    return column.map((name, k1) => rotated(lines, name, (n2 * k1) / r, sign));
  });
  const outputs: string[] = [];
  for (let k1 = 0; k1 < a; k1++) {
    const row = dft(
      lines,
      columns.map((column) => column[k1]),
      sign,
    );
    row.forEach((name, k2) => {
      outputs[k1 + a * k2] = name;
    });
  }
  return outputs;
}

/** The DFT of `inputs`, sum over k of x_k exp(sign 2 pi i k m / r). */
export function butterfly(inputs: readonly string[], sign: 1 | -1): Butterfly {
  const lines = new Lines();
  return lines.result(dft(lines, inputs, sign));
}
