import { presets } from '../../scenes';
import { readArguments, refuse } from './arguments';
import type { Command } from './console';

export const list: Command = {
  name: 'list',
  summary: 'scenes and methods',
  help: `usage: list [--json]

Lists the scenes that come with the program, and the methods.

  --json    as one JSON object
  --help    this text`,

  async run(args, console) {
    const { values, positionals } = readArguments('list', args, { json: { type: 'boolean' } });
    if (positionals.length > 0)
      throw refuse(`list takes no argument, not ${JSON.stringify(positionals[0])}`, 'arguments');
    const scenes = presets.map(({ id, title, description, scene }) => ({
      id,
      title,
      method: scene.method ?? 'flow',
      description,
    }));
    const methods = Object.values(console.methods).map(({ id, title }) => ({ id, title }));
    if (values.json) {
      console.out(JSON.stringify({ scenes, methods }));
      return 0;
    }
    const wide = Math.max(...scenes.map(({ id }) => id.length), ...methods.map(({ id }) => id.length));
    console.out('scenes');
    for (const { id, title, method } of scenes) console.out(`  ${id.padEnd(wide)}  ${title} (${method})`);
    console.out('methods');
    for (const { id, title } of methods) console.out(`  ${id.padEnd(wide)}  ${title}`);
    return 0;
  },
};
