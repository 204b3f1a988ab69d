// `npm run cli -- COMMAND ...`: the command line, built from src/cli when a source changed.
import { pathToFileURL } from 'node:url';
import { buildProgram } from './lib/build.mjs';

process.setSourceMapsEnabled(true);
await import(pathToFileURL(await buildProgram('cli', 'src/cli/main.ts')).href);
