import { Failure } from '../solvers/base/result';
import { checkScope, type Definitions, type Scope } from '../solvers/expr';
import type { InputField, RandomInput } from '../solvers/methods/problem';
import { readFormula } from './formula';
import type { Scene } from './schema';

/**
 * The fields that a scene gives beside its unknowns. Their formulas are in the coordinates of space and the
 * parameters; a field without one comes from a file.
 * @throws Failure `bad-input` for a name that is taken.
 */
export function readInputs(scene: Scene, space: Scope, definitions: Definitions): Record<string, InputField> {
  const inputs: Record<string, InputField> = {};
  for (const [name, { formula, random, at = 'cells' }] of Object.entries(scene.inputs ?? {})) {
    const field = `inputs.${name}`;
    try {
      checkScope({ ...space, unknowns: [...scene.unknowns, name] });
    } catch (error) {
      if (error instanceof Failure) throw new Failure('bad-input', `${field}: ${error.message}`, field);
      throw error;
    }
    const read = formula === undefined ? null : readFormula(`${field}.formula`, formula, space, definitions);
    const drawn = random && readRandom(field, formula, random, space, definitions);
    inputs[name] = { formula: read, values: null, at, random: drawn ?? null };
  }
  return inputs;
}

/** The formula once more, with one of its symbols standing for a random field whatever a definition says of it. */
function readRandom(
  input: string,
  formula: string | undefined,
  { field, spectrum, basis = 'cosine' }: NonNullable<NonNullable<Scene['inputs']>[string]['random']>,
  space: Scope,
  definitions: Definitions,
): RandomInput {
  const place = `${input}.random`;
  if (formula === undefined) throw new Failure('bad-input', `${place}: it needs a formula beside it`, place);
  const others = new Map([...definitions].filter(([name]) => name !== field));
  const scope = {
    ...space,
    parameters: [...space.parameters, field],
    definitions: (space.definitions ?? []).filter((name) => name !== field),
  };
  return {
    field,
    formula: readFormula(`${input}.formula`, formula, scope, others),
    spectrum: readFormula(
      `${place}.spectrum`,
      spectrum,
      { ...scope, coordinates: [], parameters: [...space.parameters, 'k'] },
      others,
    ),
    basis,
  };
}
