import type { Activation } from './activation';
import { type Channel, faaDiBruno, type Term } from './channels';

/** h of each channel as WGSL of z (the value), z1, z2, ... and what the activation has prepared. */
export function chainRule(terms: readonly (readonly Term[])[], activation: Activation): string[] {
  return terms.map((own) =>
    own.map((term) => product(term, activation.derivative(term.order), term.factors)).join(' + '),
  );
}

/** Cotangents of z of each channel, of those of h: g0, g1, ... */
export function chainRuleBackward(terms: readonly (readonly Term[])[], activation: Activation): string[] {
  const sums: string[][] = terms.map(() => []);
  terms.forEach((own, alpha) => {
    for (const term of own) {
      const { coefficient, order, factors } = term;
      // Through the value, on which sigma^(order) depends.
      sums[0].push(`g${alpha} * ${product(term, activation.derivative(order + 1), factors)}`);
      for (const factor of new Set(factors)) {
        const times = factors.filter((other) => other === factor).length;
        const others = factors.toSpliced(factors.indexOf(factor), 1);
        const scaled = { ...term, coefficient: coefficient * times };
        sums[factor].push(`g${alpha} * ${product(scaled, activation.derivative(order), others)}`);
      }
    }
  });
  return sums.map((own) => own.join(' + '));
}

function product({ coefficient }: Term, derivative: string, factors: readonly number[]): string {
  const numbers = coefficient === 1 ? [] : [`${coefficient}.0`];
  return [...numbers, derivative, ...factors.map((factor) => `z${factor}`)].join(' * ');
}

/** Flops of {@link chainRule} for one feature: derivatives 5 each, then the products and sums. */
export function chainFlops(channels: readonly Channel[]): number {
  const terms = faaDiBruno(channels).flat();
  return (
    5 * Math.max(...terms.map(({ order }) => order)) + terms.reduce((sum, { factors }) => sum + factors.length + 2, 0)
  );
}
