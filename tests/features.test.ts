import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseScene, resolve } from '../scenes';
import { evolve } from '../solvers/methods/evolve';
import { faultOf, namedIn, tableRows } from './named';

const rows = tableRows('docs/features.md');

it('every row of docs/features.md names a test that is there, or says that it is not done', () => {
  expect(rows.length).toBeGreaterThan(80);
  for (const cells of rows) {
    const last = cells.at(-1)!;
    const named = namedIn(last);
    if (named.length === 0) expect(last, cells.join(' | ')).toMatch(/^not done/);
    for (const test of named) expect(faultOf(test), cells.join(' | ')).toBeNull();
  }
});

it('the points that none of the peers has are there, each with its number', () => {
  const numbers = rows.flatMap(([first]) => (/^\d+$/.test(first!) ? [Number(first)] : []));
  expect(numbers).toEqual(Array.from({ length: 14 }, (_, k) => k + 1));
});

it('fingers may zoom the page', () => {
  const [viewport] = /<meta[^>]*name="viewport"[^>]*>/.exec(readFileSync('index.html', 'utf8'))!;
  expect(viewport).not.toMatch(/user-scalable|maximum-scale/);
});

it('six species that react and diffuse are taken as they are typed', () => {
  const names = ['a', 'b', 'c', 'd', 'f', 'g'];
  const scene = parseScene({
    version: 1,
    id: 'six-species',
    unknowns: names,
    coordinates: { x: [0, 1], y: [0, 1], t: [0, 1] },
    equations: names.map((own, k) => `${own}_t = 0.01*lap(${own}) + ${own}*(1 - ${own} - ${names[(k + 1) % 6]})`),
    conditions: [
      { on: 'x', is: 'periodic' },
      { on: 'y', is: 'periodic' },
      ...names.map((own, k) => ({ on: 't=0', is: `${own} = sin(2*pi*x + ${k})^2` })),
    ],
  });
  expect(evolve.refuses(resolve(scene).problem)).toBeNull();
});
