// `npm run notices` writes THIRD_PARTY_NOTICES.md from the installed packages that the page contains; --check compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './lib/run.mjs';

/** Among the dependencies because `npm start` needs them; nothing of them gets into the page. */
const BUILD_TOOLS = ['vite', '@vitejs/plugin-react'];

const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const locked = json('package-lock.json').packages;

/** Where npm put the package that a package at `from` means by `name`: beside it, or in a folder above. */
function place(from, name) {
  for (let base = from; ; base = base.slice(0, base.lastIndexOf('/node_modules/'))) {
    const path = base ? `${base}/node_modules/${name}` : `node_modules/${name}`;
    if (locked[path]) return path;
    if (!base.includes('/node_modules/')) return `node_modules/${name}`;
  }
}

const found = new Set();
function gather(from, names) {
  for (const path of names.map((name) => place(from, name))) {
    if (found.has(path)) continue;
    found.add(path);
    gather(path, Object.keys(locked[path].dependencies ?? {}));
  }
}
const direct = Object.keys(json('package.json').dependencies);
gather(
  '',
  direct.filter((name) => !BUILD_TOOLS.includes(name)),
);

function licence(path) {
  const file = readdirSync(join(root, path)).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  return file
    ? readFileSync(join(root, path, file), 'utf8')
        .replaceAll('\r\n', '\n')
        .trim()
    : undefined;
}

const sections = [...found].sort().map((path) => {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { version, license } = json(`${path}/package.json`);
  const text = licence(path) ?? `The package brings no licence text; it declares: ${license}.`;
  return `## ${name} ${version}\n\nLicence: ${license}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
});
/** Data in the sources that came from elsewhere and is no package. */
const tables = `## Colour tables (src/view/colormaps/tables.ts)

- viridis, inferno: Stefan van der Walt and Nathaniel Smith, CC0 1.0.
- cividis: Jamie R. Nunez, Christopher R. Anderton and Ryan S. Renslow, "Optimizing colormaps with consideration for
  color vision deficiency to enable accurate interpretation of scientific data", PLoS ONE 13(7): e0199239, 2018,
  doi:10.1371/journal.pone.0199239, CC BY 4.0.
- batlow, vik, roma, berlin: Fabio Crameri, "Scientific colour maps", doi:10.5281/zenodo.1243862, MIT:

\`\`\`text
Copyright (c) 2023, Fabio Crameri

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
\`\`\`
`;

const notices = `# Third-party notices

Nablab's page contains these colour tables and code of these packages. Written by \`npm run notices\`.

${tables}
${sections.join('\n')}`;

const target = join(root, 'THIRD_PARTY_NOTICES.md');
if (!process.argv.includes('--check')) {
  writeFileSync(target, notices);
  say(`${found.size} packages in THIRD_PARTY_NOTICES.md`);
} else if (readFileSync(target, 'utf8') !== notices) {
  say('THIRD_PARTY_NOTICES.md is out of date: run npm run notices.');
  process.exit(1);
}
