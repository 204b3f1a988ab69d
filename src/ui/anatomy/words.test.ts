import { describe, expect, test } from 'vitest';
import { pullsInWords, spectrumInWords } from './words';

const none = { points: [], lengths: null };

describe('the pulls in words', () => {
  test('one term pulls at nobody', () => {
    expect(pullsInWords({ ...none, names: ['equations'], cosines: [[1]] })).toMatch(
      /^All conditions are built in.*equations alone/,
    );
  });

  test('the worst pair is named, and what outweighs what', () => {
    const cosines = [
      [1, -0.2, 0.5],
      [-0.2, 1, -0.62],
      [0.5, -0.62, 1],
    ];
    const names = ['equations', 'sides', 'start'];
    expect(pullsInWords({ ...none, names, cosines, lengths: [24, 0.2, 3] })).toBe(
      'Sides and start pull against each other (cosine −0.62); the pull of equations is 120 times that of sides.',
    );
    const orthogonal = names.map((_, i) => names.map((__, j) => (i === j ? 1 : 0)));
    expect(pullsInWords({ ...none, names, cosines: orthogonal, lengths: [1, 2, 3] })).toBe(
      'No two terms pull against each other.',
    );
  });
});

describe('the spectrum in words', () => {
  const of = (error: number[]) => ({
    waves: Float64Array.of(0, 1, 2, 3),
    error: Float64Array.from(error),
    reference: Float64Array.of(1, 0.5, 0, 0.1),
  });

  test('says up to which wave the answer is right; what is no more than noise does not count', () => {
    expect(spectrumInWords(of([0.001, 0.001, 0.5, 0.01]))).toMatch(/up to 1 waves/);
    expect(spectrumInWords(of([0.001, 0.001, 0.5, 0.0001]))).toMatch(/^Every wave/);
    expect(spectrumInWords(of([0.5, 0.5, 0.5, 0.5]))).toMatch(/^Not even/);
  });
});
