import { Failure } from '../base/result';

/**
 * What `Solver.setParameter` asks first: only a scene's own parameters can be set, not what every object has, and only
 * to numbers.
 * @throws Failure 'bad-input' naming the parameter, and those there are
 */
export function checkParameter(parameters: Readonly<Record<string, number>>, name: string, value: number): void {
  const refuse = (why: string) => {
    throw new Failure('bad-input', why, `parameters.${name}`);
  };
  if (!Object.hasOwn(parameters, name)) {
    const all = Object.keys(parameters);
    const choose = all.length > 0 ? `choose from ${all.join(', ')}` : 'there is none to set';
    refuse(`${name} is no parameter of this problem: ${choose}`);
  }
  if (!Number.isFinite(value)) refuse(`${name} = ${value} is not a finite number`);
}
