import { describe, expect, it } from 'vitest';
import { MetricHistory } from './history';

const metric = (value: number) => ({ e: { value, unit: 'J' } });

describe('MetricHistory', () => {
  it('keeps steps, times and values in order', () => {
    const history = new MetricHistory(8);
    history.push(1, 0.1, metric(10));
    history.push(2, 0.2, { ...metric(20), late: { value: 5, unit: '' } });
    const { steps, times, values } = history.series(['e', 'late']);
    expect([...steps]).toEqual([1, 2]);
    expect([...times]).toEqual([0.1, 0.2]);
    expect(values.map((column) => [...column])).toEqual([
      [10, 20],
      [Number.NaN, 5],
    ]);
    expect(history.unit('e')).toBe('J');
  });
  it('thins an endless run evenly in fixed memory', () => {
    const history = new MetricHistory(8);
    for (let step = 0; step < 1000; step += 1) history.push(step, step, metric(step));
    const { steps, values } = history.series(['e']);
    expect(history.length).toBeGreaterThanOrEqual(4);
    expect(history.length).toBeLessThanOrEqual(8);
    const gaps = [...steps].slice(1).map((step, i) => step - (steps[i] as number));
    expect(new Set(gaps).size).toBe(1);
    expect(steps[0]).toBe(0);
    expect([...(values[0] ?? [])]).toEqual([...steps]);
  });
  it('starts anew when the run went back', () => {
    const history = new MetricHistory(8);
    history.push(5, 5, metric(5));
    history.push(5, 5, metric(6));
    history.push(1, 1, metric(1));
    expect([...history.series(['e']).steps]).toEqual([1]);
  });
  it('waits for new numbers', () => {
    const history = new MetricHistory(8);
    for (const [step, value] of [
      [0, 1],
      [1, 1],
      [2, 3],
    ] as const)
      history.push(step, step, metric(value));
    expect([...history.series(['e']).steps]).toEqual([0, 2]);
  });
  it('tells its listeners until they leave', () => {
    const history = new MetricHistory(8);
    let calls = 0;
    const leave = history.subscribe(() => {
      calls += 1;
    });
    const before = history.version();
    history.push(1, 1, metric(1));
    leave();
    history.clear();
    expect(calls).toBe(1);
    expect(history.version()).toBeGreaterThan(before);
  });
});
