// The step before `npm start` (argument: page) and `npm test` (argument: tests). Needs nothing but Node and npm.
import { installPackages } from './lib/packages.mjs';
import { say } from './lib/run.mjs';
import { installTestTools } from './lib/system.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
  process.exit(1);
}

const forTests = process.argv[2] === 'tests';
installPackages({ development: forTests });
if (forTests) await installTestTools();
