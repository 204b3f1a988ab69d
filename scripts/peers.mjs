// Called by `npm run bench -- --peers`: installs the libraries that the benchmark is measured against, builds the
// program that runs one of them in Node, and prints its path.
import { buildProgram } from './lib/build.mjs';
import { installPeers } from './lib/packages.mjs';

installPeers();
process.stdout.write(await buildProgram('peers', 'e2e/bench/peers/node.ts'));
