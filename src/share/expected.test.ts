import { describe, expect, test } from 'vitest';
import { parseScene, presets } from '../../scenes';
import { expectations } from '../../scenes/expect';
import { expectOf, judge, verdictOf } from './expected';
import { decodeLink, encodeLink } from './link';

const metric = (value: number) => ({ value, unit: '' });
const METRICS = {
  relL2: metric(3.2e-5),
  energy: metric(0.0123456),
  cL: metric(0),
  iterations: metric(7),
  odd: metric(Number.NaN),
};

describe('what a rerun must meet', () => {
  test('travels in the link, and is met by the same run and by a slightly worse one', async () => {
    const { scene } = presets.find(({ id }) => id === 'cavity-re100')!;
    const shared = parseScene({ ...scene, expect: expectOf(METRICS) });
    const expected = expectations((await decodeLink(encodeLink(shared))).scene);
    expect(expected.map(({ metric: name }) => name)).toEqual(['cL', 'energy', 'relL2']);
    const verdict = (metrics: Parameters<typeof judge>[1]) => verdictOf(judge(expected, metrics), 'a GPU', String);
    expect(verdict(METRICS)).toBe('Reproduced within tolerance on your GPU (a GPU).');
    expect(verdict({ ...METRICS, relL2: metric(6e-5), energy: metric(0.0124) })).toMatch(/^Reproduced/);
    expect(verdict({ ...METRICS, relL2: metric(1e-4), energy: metric(0.01) })).toBe(
      'Not reproduced on your GPU (a GPU): energy is 0.01, below 0.01222; relL2 is 0.0001, above 0.000064.',
    );
    expect(verdict({})).toBe('');
  });
});
