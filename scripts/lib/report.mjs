const show = (cell) => {
  if (typeof cell !== 'number') return String(cell ?? '').replaceAll('|', '\\|');
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(4)));
};
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (columns, rows) =>
  [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((name) => show(row[name])))),
  ].join('\n');

/** The slow tests' report as Markdown. */
export function renderReport({ tables, files }) {
  const tests = Object.entries(files).map(([file, { date, commit, seconds, passed, failed }]) => ({
    file,
    passed,
    failed: failed.length === 0 ? 0 : `${failed.length}: ${failed.join('; ')}`,
    'time [s]': seconds,
    date,
    commit,
  }));
  const sections = Object.entries(tables).map(([name, { date, commit, adapter, rows }]) => {
    const columns = [...new Set(rows.flatMap(Object.keys))];
    const origin = [date, `commit ${commit}`, adapter].filter(Boolean).join(', ');
    return `## ${name}\n\n${origin}\n\n${table(columns, rows)}\n`;
  });
  return `# Slow tests

Written by \`npm run test:slow\`; every table says when, from which commit and on which adapter it was made.

${table(['file', 'passed', 'failed', 'time [s]', 'date', 'commit'], tests)}

${sections.join('\n')}`;
}
