import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Packages that files need before they run: by imports that stand in the text, not by `import()`, over all that they import. */
export function packagesBehind(entries: readonly string[]): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || !/\.tsx?$/.test(file)) continue;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, to] of text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[\s\S]*?\sfrom\s+)?'([^']+)'/gm)) {
      const inside = to!.startsWith('.') ? fileAt(join(dirname(file), to!)) : null;
      if (inside) waiting.push(inside);
      else if (!to!.startsWith('.')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(to!)![0]);
    }
  }
  return packages;
}

function fileAt(path: string): string | null {
  const bare = path.replace(/\?.*$/, '');
  return (
    [bare, `${bare}.ts`, `${bare}.tsx`, join(bare, 'index.ts')].find((one) => /\.\w+$/.test(one) && existsSync(one)) ??
    null
  );
}
