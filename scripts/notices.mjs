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
const notices = `# Third-party notices

Nablab's page contains code of these packages. Written by \`npm run notices\`.

${sections.join('\n')}`;

const target = join(root, 'THIRD_PARTY_NOTICES.md');
if (!process.argv.includes('--check')) {
  writeFileSync(target, notices);
  say(`${found.size} packages in THIRD_PARTY_NOTICES.md`);
} else if (readFileSync(target, 'utf8') !== notices) {
  say('THIRD_PARTY_NOTICES.md is out of date: run npm run notices.');
  process.exit(1);
}
