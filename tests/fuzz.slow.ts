import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Where input from strangers is read: links, scenes, formulas, files. */
const FILES = [
  'src/share/link.test.ts',
  'scenes/parse.test.ts',
  'solvers/expr/parse.test.ts',
  'solvers/io/safetensors.test.ts',
  'solvers/io/npy.test.ts',
  'solvers/io/npz.test.ts',
  'solvers/io/checkpoint.test.ts',
  'tests/hostile.test.ts',
];

test.each(FILES)('a hundred thousand hostile inputs: %s', async (file) => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=3000000', file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NABLAB_FUZZ: '1' } });
  expect(stdout).toMatch(/Tests\s+(\S+\s+)?\d+ passed/);
});
