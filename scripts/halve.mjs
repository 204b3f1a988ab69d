// `node scripts/halve.mjs FROM TO`: a file of weights once more, its numbers rounded to half precision.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildProgram } from './lib/build.mjs';
import { say } from './lib/run.mjs';

const [from, to] = process.argv.slice(2);
if (!to) {
  say('usage: node scripts/halve.mjs FROM.safetensors TO.safetensors');
  process.exit(2);
}
const { readSafetensors, writeSafetensors } = await import(
  pathToFileURL(await buildProgram('io', 'solvers/io/index.ts')).href
);
const { tensors, metadata } = readSafetensors(readFileSync(from), from);
writeFileSync(to, writeSafetensors({ tensors, metadata }, 'F16'));
