import { evaluateConstant } from '../solvers/expr';
import type { Axis, ProfileLine } from '../solvers/methods/problem';
import { refuse } from './refuse';
import type { Scene } from './schema';

/** The lines on which a scene asks for values. Throws `bad-input` naming the line's field. */
export function readProfiles(scene: Scene, axes: readonly Axis[]): ProfileLine[] {
  return (scene.profiles ?? []).map((given, i) => {
    const field = `profiles[${i}]`;
    if (!scene.unknowns.includes(given.field)) {
      throw refuse(`${field}.field`, `${given.field} is no unknown: choose from ${scene.unknowns.join(', ')}`);
    }
    const axisNames = axes.map((axis) => axis.name);
    if (!axisNames.includes(given.along)) {
      throw refuse(`${field}.along`, `${given.along} is no axis: choose from ${axisNames.join(', ')}`);
    }
    const at: Record<string, number> = {};
    for (const axis of axes) {
      if (axis.name === given.along) continue;
      const value = given.at && Object.hasOwn(given.at, axis.name) ? evaluateConstant(given.at[axis.name]) : Number.NaN;
      if (value >= axis.min && value <= axis.max) at[axis.name] = value;
      else throw refuse(`${field}.at.${axis.name}`, `write a number from ${axis.min} to ${axis.max}`);
    }
    const stray = Object.keys(given.at ?? {}).find((name) => !Object.hasOwn(at, name));
    if (stray !== undefined)
      throw refuse(`${field}.at.${stray}`, `the line is fixed only in ${Object.keys(at).join(', ')}: remove this`);
    const where = Object.entries(at).map(([name, value]) => `${name} = ${value}`);
    return {
      title: given.title ?? `${given.field} along ${where.join(', ')}`,
      field: given.field,
      along: given.along,
      at,
    };
  });
}
