import type { Node } from '../../array';
import { shown, sizeOf } from '../../array/shape';
import { Failure } from '../../base/result';
import { type RowFamily, type RowFormula, rowFormula } from './row-family';

/** Where the rows of a family lie. */
export interface FamilyLayout {
  readonly formula: RowFormula;
  /** Rows of a member. */
  readonly rows: number;
  /** How many members see the same sample. */
  readonly share: number;
  readonly samples: number;
  /** The first of a member's rows. */
  readonly first: number;
  /** Where its channels and values begin in those of all families one after the other. */
  readonly channels: number;
  readonly values: number;
}

/** The sizes of a batch of problems. */
export interface Layout {
  readonly members: number;
  /** Unknowns of a member. */
  readonly n: number;
  /** Rows of a member, of all families. */
  readonly rows: number;
  readonly families: readonly FamilyLayout[];
  /** Elements of all channels and of all values. */
  readonly channels: number;
  readonly values: number;
}

/** One thread holds a row of the factor, and one more the right-hand side. */
const MOST_UNKNOWNS = 60;

/** @throws Failure 'bad-input' where shapes do not fit, unknowns are too many or rows too few for them */
export function layoutOf(start: Node, families: readonly RowFamily[]): Layout {
  const [members, n] = start.shape;
  if (start.shape.length !== 2 || n > MOST_UNKNOWNS) {
    throw new Failure('bad-input', `unknowns ${shown(start.shape)}: give [members, n] with n up to ${MOST_UNKNOWNS}`);
  }
  let [first, channels, values] = [0, 0, 0];
  const made = families.map((family): FamilyLayout => {
    const formula = rowFormula(family);
    const [samples, rows] = family.channels.shape;
    const wanted = [samples, rows, family.terms.length, n];
    const given = [samples, rows, family.coefficients.length];
    const own = family.values?.shape ?? given.with(2, 0);
    if (shown(family.channels.shape) !== shown(wanted) || members % samples !== 0 || shown(own) !== shown(given)) {
      const both = `channels ${shown(family.channels.shape)} and values ${shown(own)}`;
      throw new Failure('bad-input', `${both} do not fit ${members} members of ${n} unknowns: give ${shown(wanted)}`);
    }
    const layout = { formula, rows, share: members / samples, samples, first, channels, values };
    first += rows;
    channels += sizeOf(wanted);
    values += sizeOf(given);
    return layout;
  });
  if (first < n) {
    throw new Failure('bad-input', `${first} points and conditions cannot determine ${n} unknowns: take more points`);
  }
  return { members, n, rows: first, families: made, channels, values };
}

/** What a layout says, as text: problems with equal text and inputs are the same. */
export function keyOf({ members, n, families }: Layout): string {
  return JSON.stringify([members, n, families.map(({ formula, rows, share }) => [formula.residual, rows, share])]);
}
