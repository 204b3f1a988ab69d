import { add, div, maximum, mul, type Node, sign, sqrt, square, sub, sum, variable } from '../array';
import { Failure } from '../base/result';

/** What one step of a first-order optimiser writes: new values by variable, parameters and own state alike. */
export type Updates = ReadonlyMap<Node, Node>;

/** What all first-order optimisers take. */
export interface FirstOrderOptions {
  /** Step size, dimensionless: a number, or a variable of shape [] that the host writes for a schedule. */
  readonly rate: number | Node;
  /** Gradients whose norm is over it are scaled down to it; default: none are. */
  readonly clipNorm?: number;
}

/**
 * Stochastic gradient descent with heavy-ball momentum (Polyak 1964): v <- momentum v + g, p <- p - rate v. Without
 * momentum there is no state.
 * @param parameters flat variable; @param gradient of the same shape
 * @throws Failure 'bad-input' where a setting is out of range
 */
export function sgd(
  parameters: Node,
  gradient: Node,
  { rate, clipNorm, momentum = 0 }: FirstOrderOptions & { readonly momentum?: number },
): Updates {
  within('momentum', momentum, 0, 1);
  const g = clipped(gradient, clipNorm);
  if (momentum === 0) return new Map([[parameters, sub(parameters, mul(rate, g))]]);
  const velocity = variable('sgd velocity', parameters.shape);
  const next = add(mul(momentum, velocity), g);
  return new Map([
    [parameters, sub(parameters, mul(rate, next))],
    [velocity, next],
  ]);
}

/** Settings of {@link adam}; the defaults are those of the paper. */
export interface AdamOptions extends FirstOrderOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** AdamW's decoupled decay: p <- p - rate decay p beside the step. Default 0. */
  readonly decay?: number;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1), with decoupled weight decay AdamW (Loshchilov and Hutter 2019). One
 * dispatch over all parameters and one over two numbers: the bias corrections 1 - beta^t, kept by the recurrence
 * c <- beta c + (1 - beta), since 1 - beta^t itself loses four digits in f32 at the first steps.
 * @param parameters flat variable; @param gradient of the same shape
 * @throws Failure 'bad-input' where a setting is out of range
 */
export function adam(
  parameters: Node,
  gradient: Node,
  { rate, clipNorm, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 }: AdamOptions,
): Updates {
  within('beta1', beta1, 0, 1);
  within('beta2', beta2, 0, 1);
  const g = clipped(gradient, clipNorm);
  const mean = variable('adam mean', parameters.shape);
  const spread = variable('adam variance', parameters.shape);
  const first = variable('adam correction of the mean', [1]);
  const second = variable('adam correction of the variance', [1]);
  const nextMean = add(mul(beta1, mean), mul(1 - beta1, g));
  const nextSpread = add(mul(beta2, spread), mul(1 - beta2, square(g)));
  const nextFirst = add(mul(beta1, first), 1 - beta1);
  const nextSecond = add(mul(beta2, second), 1 - beta2);
  const direction = div(div(nextMean, nextFirst), add(sqrt(div(nextSpread, nextSecond)), epsilon));
  const step = add(direction, mul(decay, parameters));
  return new Map([
    [parameters, sub(parameters, mul(rate, step))],
    [mean, nextMean],
    [spread, nextSpread],
    [first, nextFirst],
    [second, nextSecond],
  ]);
}

/**
 * Lion (Chen et al. 2023, algorithm 2): p <- p - rate (sign(beta1 m + (1 - beta1) g) + decay p), then
 * m <- beta2 m + (1 - beta2) g.
 * @param parameters flat variable; @param gradient of the same shape
 * @throws Failure 'bad-input' where a setting is out of range
 */
export function lion(
  parameters: Node,
  gradient: Node,
  {
    rate,
    clipNorm,
    beta1 = 0.9,
    beta2 = 0.99,
    decay = 0,
  }: FirstOrderOptions & { readonly beta1?: number; readonly beta2?: number; readonly decay?: number },
): Updates {
  within('beta1', beta1, 0, 1);
  within('beta2', beta2, 0, 1);
  const g = clipped(gradient, clipNorm);
  const mean = variable('lion mean', parameters.shape);
  const direction = sign(add(mul(beta1, mean), mul(1 - beta1, g)));
  return new Map([
    [parameters, sub(parameters, mul(rate, add(direction, mul(decay, parameters))))],
    [mean, add(mul(beta2, mean), mul(1 - beta2, g))],
  ]);
}

/** `gradient` scaled down to the norm `limit` where it is longer. */
function clipped(gradient: Node, limit: number | undefined): Node {
  if (limit === undefined) return gradient;
  within('clipNorm', limit, Number.MIN_VALUE, Number.MAX_VALUE);
  const norm = sqrt(sum(square(gradient)));
  return mul(gradient, div(limit, maximum(norm, limit)));
}

function within(name: string, value: number, least: number, below: number): void {
  if (value >= least && value < below) return;
  throw new Failure(
    'bad-input',
    `${name} is ${value}: give a number from ${least} up to, not including, ${below}`,
    name,
  );
}
