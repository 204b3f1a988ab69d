import { expect, it } from 'vitest';
import { chartsFor, metricShort, metricTitle } from './metrics';

it('puts metrics on charts and leaves the others to the list', () => {
  const charts = chartsFor(['cD', 'iterations', 'residual', 'relL2.u', 'cL']);
  expect(charts.map(({ id, names }) => [id, names])).toEqual([
    ['convergence', ['residual']],
    ['error', ['relL2.u']],
    ['forces', ['cD', 'cL']],
  ]);
  expect(charts[0]?.log).toBe(true);
});

it('draws the terms of a loss together, apart from their sum', () => {
  const charts = chartsFor(['loss', 'loss.equations', 'loss.start']);
  expect(charts.map(({ id, names }) => [id, names])).toEqual([
    ['convergence', ['loss']],
    ['terms', ['loss.equations', 'loss.start']],
  ]);
  expect(metricShort('loss.start')).toBe('start');
});

it('names what it knows and leaves other names as they are', () => {
  expect(metricTitle('cD')).toBe('drag coefficient');
  expect(metricTitle('novel')).toBe('novel');
  expect(metricShort('novel')).toBe('novel');
});
