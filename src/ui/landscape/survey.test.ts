import { expect, it } from 'vitest';
import { emptySurvey, heightsOf, rowsFromTheMiddle, type Survey, spanOf, summaryOf, withRow } from './survey';

const PLAN = { span: 0.5, size: 5, seed: 1 };
/** A paraboloid whose least value is not in the middle. */
const loss = (a: number, b: number): number => 1 + 3 * (a - 0.25) ** 2 + (b + 0.25) ** 2;

it('grows by rows from the middle, and knows its extremes', () => {
  expect(rowsFromTheMiddle(5)).toEqual([2, 1, 3, 0, 4]);
  let survey: Survey = emptySurvey(PLAN);
  expect([...survey.steps]).toEqual([-0.5, -0.25, 0, 0.25, 0.5]);
  expect(summaryOf(survey)).toBeNull();
  expect(spanOf(heightsOf(survey))).toBeNull();
  for (const row of rowsFromTheMiddle(5)) {
    survey = withRow(
      survey,
      row,
      survey.steps.map((a) => loss(a, survey.steps[row]!)),
    );
    expect(summaryOf(survey)!.middle).toBe(loss(0, 0));
  }
  expect(survey.rows).toBe(5);
  const { least, largest } = summaryOf(survey)!;
  expect(least).toEqual({ first: 0.25, second: -0.25, loss: 1 });
  expect(largest).toEqual({ first: -0.5, second: 0.5, loss: loss(-0.5, 0.5) });
});

it('leaves out what is no number or has no logarithm', () => {
  const survey = withRow(emptySurvey({ ...PLAN, size: 3 }), 1, Float64Array.of(Number.NaN, 0.01, 0));
  expect(summaryOf(survey)!.least.loss).toBe(0);
  const heights = heightsOf(survey);
  expect(heights[4]).toBeCloseTo(-2, 12);
  expect(spanOf(heights)).toEqual([heights[4], heights[4]]);
});
