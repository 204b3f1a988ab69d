import { Failure } from '../solvers/base/result';
import { checkScope, type Definitions, type Scope } from '../solvers/expr';
import type { InputField } from '../solvers/methods/problem';
import { readFormula } from './formula';
import type { Scene } from './schema';

/**
 * The fields that a scene gives beside its unknowns. Their formulas are in the coordinates of space and the
 * parameters; a field without one comes from a file.
 * @throws Failure `bad-input` for a name that is taken.
 */
export function readInputs(scene: Scene, space: Scope, definitions: Definitions): Record<string, InputField> {
  const inputs: Record<string, InputField> = {};
  for (const [name, { formula, at = 'cells' }] of Object.entries(scene.inputs ?? {})) {
    const field = `inputs.${name}`;
    try {
      checkScope({ ...space, unknowns: [...scene.unknowns, name] });
    } catch (error) {
      if (error instanceof Failure) throw new Failure('bad-input', `${field}: ${error.message}`, field);
      throw error;
    }
    const read = formula === undefined ? null : readFormula(`${field}.formula`, formula, space, definitions);
    inputs[name] = { formula: read, values: null, at };
  }
  return inputs;
}
