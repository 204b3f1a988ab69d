import { type CompiledProgram, type Node, variable } from '../../../array';
import type { ImplicitModel } from './model';
import type { SharedPrograms } from './programs';

/** The programs of a run on the device, over shared arrays. */
export interface CompiledStep {
  readonly begin: CompiledProgram;
  readonly misfit: CompiledProgram;
  /** Output `norms`. */
  readonly correct: CompiledProgram;
  readonly accept: CompiledProgram;
  readonly view: CompiledProgram;
  /** Output `iterate`; null where matrices need no state. */
  readonly iterate: CompiledProgram | null;
  /** What `view` brings up to date, by field. */
  readonly targets: ReadonlyMap<string, Node>;
}

export async function compiledStep(
  shared: SharedPrograms,
  { programs, fields, isNewton }: ImplicitModel,
): Promise<CompiledStep> {
  const begin = await shared.compile('implicit begin', programs.begin());
  const misfit = await shared.compile('implicit misfit', programs.misfit());
  const { updates, norms } = programs.correct();
  const correct = await shared.compile('implicit correct', updates, { norms });
  const accept = await shared.compile('implicit accept', programs.accept());
  const targets = new Map(fields.map(({ name, node }) => [name, variable(`shown ${name}`, node.shape)]));
  const view = await shared.compile(
    'implicit view',
    new Map(fields.map(({ name, node }) => [targets.get(name)!, node])),
  );
  const iterate = isNewton
    ? await shared.compile('implicit iterate', new Map(), { iterate: programs.iterate() })
    : null;
  return { begin, misfit, correct, accept, view, iterate, targets };
}
