import type { Command } from './console';
import { conclude, solveCases } from './perform';
import { REFERENCE_HELP, readTask, TASK_HELP } from './task';

export const solve: Command = {
  name: 'solve',
  summary: 'solve a scene and write its fields and metrics',
  help: `usage: solve SCENE [options] --out DIR

SCENE is a preset's id (see list), a scene file or a link. Without --steps or --seconds the solve ends at the
scene's end time, at the steady state, or when a method that trains has done what its recipe says. Ctrl-C stops it
and writes what there is.

${TASK_HELP}

${REFERENCE_HELP}

exit code: 0 ok, 2 bad input, 3 not converged or a metric outside what the scene expects, 4 no adapter`,

  async run(args, console) {
    const { task } = await readTask('solve', args, console);
    const gpu = await console.openGpu(task.adapter);
    try {
      return await conclude(task, await solveCases(gpu, task, console), console);
    } finally {
      gpu.close();
    }
  },
};
