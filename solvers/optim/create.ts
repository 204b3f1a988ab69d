import { grad, type Node } from '../array';
import type { Executor } from './executor';
import { type AdamOptions, adam, lion, sgd, type Updates } from './first-order';
import { type LbfgsOptions, lbfgs } from './lbfgs';
import { gaussNewton, levenbergMarquardt } from './levenberg-marquardt';
import { DIVERGED, type Objective, type Optimiser, UNFINISHED } from './objective';
import type { QuasiNewtonOptions } from './quasi-newton';
import { selfScaledBroyden } from './self-scaled-broyden';
import { type SoapOptions, soap } from './soap';
import type { LeastSquaresOptions } from './trial-steps';

/** A method by its name, with its settings. */
export type Method =
  | ({ readonly method: 'sgd' } & Parameters<typeof sgd>[2])
  | ({ readonly method: 'adam' } & AdamOptions)
  | ({ readonly method: 'lion' } & Parameters<typeof lion>[2])
  | ({ readonly method: 'soap'; readonly every?: number } & SoapOptions)
  | ({ readonly method: 'l-bfgs' } & LbfgsOptions)
  | ({ readonly method: 'ssbroyden' } & QuasiNewtonOptions)
  | ({ readonly method: 'gauss-newton' | 'levenberg-marquardt' } & LeastSquaresOptions);

/**
 * Any method at work on an objective. Start values are written to the parameters once it is there.
 * @throws Failure 'bad-input' where a setting is out of range, or the objective lacks what the method needs
 */
export function createOptimiser(executor: Executor, objective: Objective, settings: Method): Promise<Optimiser> {
  switch (settings.method) {
    case 'sgd':
      return firstOrder(executor, objective, (p, g) => sgd(p, g, settings));
    case 'adam':
      return firstOrder(executor, objective, (p, g) => adam(p, g, settings));
    case 'lion':
      return firstOrder(executor, objective, (p, g) => lion(p, g, settings));
    case 'soap':
      return soapOptimiser(executor, objective, settings);
    case 'l-bfgs':
      return lbfgs(executor, objective, settings);
    case 'ssbroyden':
      return selfScaledBroyden(executor, objective, settings);
    case 'gauss-newton':
      return gaussNewton(executor, objective, settings);
    case 'levenberg-marquardt':
      return levenbergMarquardt(executor, objective, settings);
  }
}

async function firstOrder(
  executor: Executor,
  { parameters, loss }: Objective,
  rule: (parameters: Node, gradient: Node) => Updates,
): Promise<Optimiser> {
  const updates = rule(parameters, grad(loss, [parameters])[0]);
  const step = await executor.step('first order', { outputs: { loss }, updates });
  return {
    async run(iterations) {
      await step.run(iterations);
      const [value] = Array.from(await step.read('loss'));
      return {
        loss: value,
        iterations,
        evaluations: iterations,
        result: Number.isFinite(value) ? UNFINISHED : DIVERGED,
      };
    },
  };
}

/** SOAP with its axes followed every few steps. */
async function soapOptimiser(
  executor: Executor,
  { parameters, loss }: Objective,
  { every = 10, ...settings }: SoapOptions & { readonly every?: number },
): Promise<Optimiser> {
  const { updates, refresh } = soap(parameters, grad(loss, [parameters])[0], settings);
  const step = await executor.step('soap', { outputs: { loss }, updates });
  const follow = refresh.size > 0 ? await executor.step('soap axes', { updates: refresh }) : null;
  let done = 0;
  return {
    async run(iterations) {
      for (let left = iterations; left > 0; ) {
        const count = Math.min(left, every - (done % every));
        await step.run(count);
        done += count;
        left -= count;
        if (done % every === 0) await follow?.run();
      }
      const [value] = Array.from(await step.read('loss'));
      const result = Number.isFinite(value) ? UNFINISHED : DIVERGED;
      return { loss: value, iterations, evaluations: iterations, result };
    },
  };
}
