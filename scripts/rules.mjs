// House rules that no linter knows. Prints a line for each break; warnings do not fail.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES, walk } from './lib/files.mjs';
import { unboundedLoops } from './lib/loops.mjs';
import { root } from './lib/run.mjs';

const MOST_LINES = 400;
const MANY_LINES = 300;
const errors = [];
const warnings = [];

const read = (file) => readFileSync(join(root, file), 'utf8');
const lineOf = (text, index) => text.slice(0, index).split('\n').length;
/** The text with comments blanked, so that places stay where they are. */
const code = (text) => text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));

function refuse(file, text, pattern, why) {
  for (const match of text.matchAll(pattern))
    errors.push(`${file}:${lineOf(text, match.index)} ${why}: ${match[0].trim()}`);
}

for (const file of SOURCES.flatMap(walk)) {
  if (!/\.(ts|tsx|mjs|css|wgsl)$/.test(file) || file.startsWith('e2e/bench/peers/')) continue;
  const text = read(file);
  const lines = text.split('\n').length - 1;
  if (lines > MOST_LINES) errors.push(`${file} has ${lines} lines, more than ${MOST_LINES}: split it by nouns`);
  else if (lines > MANY_LINES) warnings.push(`${file} has ${lines} lines, more than ${MANY_LINES}`);

  // An endless loop on a GPU is never stopped. Generated sources are looked at as the tests compile them (tests/gpu.ts).
  if (file.endsWith('.wgsl')) {
    for (const { index, why } of unboundedLoops(text)) errors.push(`${file}:${lineOf(text, index)} ${why}`);
  }
  if (
    /^(solvers|scenes|src)\/.*\.tsx?$/.test(file) &&
    !file.startsWith('solvers/gpu/') &&
    !/\.(test|slow)\./.test(file)
  ) {
    refuse(file, code(text), /\bGPU(?:Device|Buffer)\b/g, 'only solvers/gpu names it');
  }
  if (/\.tsx?$/.test(file)) {
    refuse(
      file,
      code(text),
      /\.(?:innerHTML|outerHTML|insertAdjacentHTML)\b|\bdangerouslySetInnerHTML\b/g,
      'text from outside could become markup',
    );
  }
}

// The lock file and the workflows hold no registry's name, so that any mirror serves.
for (const file of ['package-lock.json', '.npmrc', ...walk('.github')]) {
  refuse(file, read(file), /https?:\/\/[^\s"']*(?:registry|npmjs|yarnpkg)[^\s"']*/g, 'names a registry');
}

const { dependencies, devDependencies } = JSON.parse(read('package.json'));
const listed = read('docs/dependencies.md');
for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
  if (!listed.includes(`| ${name} | ${version} |`))
    errors.push(`docs/dependencies.md has no row for ${name} ${version}`);
}

for (const line of warnings) process.stdout.write(`warning: ${line}\n`);
for (const line of errors) process.stdout.write(`error: ${line}\n`);
process.exit(errors.length === 0 ? 0 : 1);
