import { existsSync, readFileSync } from 'node:fs';

/** Rows of the tables in a Markdown file, cell by cell; heads and rulers are left out. */
export function tableRows(file: string): string[][] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line, k) => line.startsWith('| ') && !lines[k + 1]?.startsWith('|-'))
    .map((line) => line.slice(2, -2).split(' | '));
}

/** A test that a table names as `file` (words of its title). */
interface NamedTest {
  readonly file: string;
  readonly title: string | undefined;
}

/** The tests that a cell names. */
export function namedIn(cell: string): NamedTest[] {
  return [...cell.matchAll(/`([^`]+)`(?: \(([^)]+)\))?/g)].map(([, file, title]) => ({ file: file!, title }));
}

/** What is wrong with a named test: no such file, or no such words in it; null = nothing. A name without an ending is a folder. */
export function faultOf({ file, title }: NamedTest): string | null {
  if (!existsSync(file)) return `there is no ${file}`;
  const isKnown = !title || !/\.\w+$/.test(file) || readFileSync(file, 'utf8').includes(title);
  return isKnown ? null : `${file} has no test with the words ${title}`;
}
