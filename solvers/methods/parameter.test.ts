import { describe, expect, it } from 'vitest';
import { checkParameter } from './parameter';

describe('a parameter that is set', () => {
  const set = (name: string, value: number) => () => checkParameter({ nu: 1, k: 2 }, name, value);

  it('is one of the scene, and a number', () => {
    expect(set('nu', -3)).not.toThrow();
    expect(set('mu', 1)).toThrow('mu is no parameter of this problem: choose from nu, k');
    expect(() => checkParameter({}, 'nu', 1)).toThrow('there is none to set');
    expect(set('k', Number.NaN)).toThrow('k = NaN is not a finite number');
  });

  it('is not what every object has', () => {
    expect(set('toString', 1)).toThrow('toString is no parameter');
    expect(set('__proto__', 1)).toThrow('__proto__ is no parameter');
  });
});
