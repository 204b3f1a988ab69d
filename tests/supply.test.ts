import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagesBehind } from './static-imports';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const { dependencies, devDependencies, allowScripts, overrides } = json('package.json') as Record<
  string,
  Record<string, unknown>
>;

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}
const locked = Object.entries(json('package-lock.json').packages as Record<string, Locked>).filter(
  ([path]) => path !== '',
);

/** Of what is installed; those of what reaches the page are in THIRD_PARTY_NOTICES.md with their texts. */
const LICENCES = [
  ...[
    'MIT',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'Apache-2.0',
    'MIT OR Apache-2.0',
    'MPL-2.0',
  ],
  // h5wasm: the licences of HDF5 and NIST, both without conditions on use.
  'SEE LICENSE IN LICENSE.txt',
];

describe('packages', () => {
  it('are asked for by exact versions', () => {
    const wanted = { ...dependencies!, ...devDependencies!, ...overrides! };
    for (const [name, version] of Object.entries(wanted))
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  });

  it('are locked by their hashes', () => {
    expect(locked.length).toBeGreaterThan(100);
    for (const [path, { integrity }] of locked)
      expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
  });

  it('run no script when they are installed', () => {
    const scripts = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.split('node_modules/').at(-1));
    for (const name of scripts) expect([name, allowScripts![name!]]).toEqual([name, false]);
  });

  it('have licences that we know', () => {
    for (const [path, { license }] of locked) expect(LICENCES, `${path}: ${license}`).toContain(license);
  });

  it('that a first visit runs are ten at most; the others come when they are asked for', () => {
    const first = packagesBehind(['src/main.ts', 'src/page.tsx', 'src/worker/worker.ts']);
    expect(first).toContain('react-dom');
    expect(first.size, [...first].join(', ')).toBeLessThanOrEqual(10);
    const known = Object.keys(dependencies!);
    for (const name of first) expect(known).toContain(name);
    for (const later of ['three', 'katex', 'h5wasm', 'mediabunny']) expect(first).not.toContain(later);
  });
});
