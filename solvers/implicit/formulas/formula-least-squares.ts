import { call, concat, constant, jvp, type Node, reshape, slice, vjp } from '../../array';
import { makeNode, type Op } from '../../array/node';
import { sizeOf } from '../../array/shape';
import { filled, held, sameAs } from '../held';
import { implicitMinimum } from '../least-squares';
import { adjointF64 } from './adjoint-f64';
import { solveF64 } from './f64';
import { adjointStages, solveStages } from './kernels';
import { keyOf, type Layout, layoutOf } from './layout';
import { type LayerOptions, STATUS } from './options';
import { plainResiduals } from './plain';
import type { RowFamily } from './row-family';

const DEFAULTS: LayerOptions = { iterations: 20, tolerance: 1e-6, damping: 1e-3, ridge: 0, hessian: 'exact' };

/** What {@link formulaLeastSquares} gives. */
export interface FormulaSolution {
  /** [members, n] */
  readonly value: Node;
  /** [members, 4]: iterations, norm of the residuals, code, condition of the Jacobian, estimated. */
  readonly status: Node;
}

/**
 * The w [members, n] that make |F|^2 + |ridge w|^2 least for each member, F being formulas at points, from `start`:
 * Levenberg-Marquardt on J^T J in double-single, one workgroup for each member and one dispatch for all iterations.
 * Differentiated by channels and values through the implicit function theorem, in two dispatches. A member that
 * stalls keeps its best; one without numbers gives 0; both, and singular ones, say so by their code, and have
 * derivatives of 0 where theirs do not exist; no member touches another.
 * @throws Failure 'bad-input' where shapes do not fit, rows are too few, or a formula cannot be used
 */
export function formulaLeastSquares(
  start: Node,
  families: readonly RowFamily[],
  given: Partial<LayerOptions> = {},
): FormulaSolution {
  const options = { ...DEFAULTS, ...given };
  const layout = layoutOf(start, families);
  const flat = (x: Node): Node => reshape(x, [sizeOf(x.shape)]);
  const channels = concat(families.map((family) => flat(family.channels)));
  const own = families.flatMap(({ values }) => (values ? [flat(values)] : []));
  const values = own.length > 0 ? concat(own) : constant([0]);
  const key = `${keyOf(layout)} ${JSON.stringify(options)}`;
  const { members, n } = layout;
  const { value, status } = call(
    {
      name: 'formula least squares',
      key,
      shape: [members, n],
      status: members * STATUS,
      lower: (context) => solveStages(layout, options, context),
      evaluate: (inputs) => solveF64(layout, options, inputs),
      vjp: (g, w) => [...cotangents(layout, options, key, [g, w, channels, values]), null],
      jvp: ([dc, dv], w) => {
        const inputs = [held(channels), held(values)];
        return jvp([generic(layout, options, w, inputs)], inputs, filled([dc, dv], inputs))[0];
      },
    },
    [channels, values, start],
  );
  return { value, status: reshape(status, [members, STATUS]) };
}

/** The same minimiser with the derivatives that array operations have, of any order. */
function generic(layout: Layout, { ridge, hessian }: LayerOptions, w: Node, inputs: readonly Node[]): Node {
  const residuals = plainResiduals(layout, ridge);
  const jacobian = (x: Node, all: readonly Node[]): Node => {
    const at = held(x);
    const value = residuals(at, all);
    const { members, n } = layout;
    const columns = Array.from({ length: n }, (_, a) => {
      const unit = constant(
        Float64Array.from({ length: members * n }, (__, k) => (k % n === a ? 1 : 0)),
        [members, n],
      );
      return reshape(jvp([value], [at], [unit])[0], [...value.shape, 1]);
    });
    return concat(columns, 2);
  };
  return implicitMinimum({ hessian, corrections: layout.n }).attach(w, { residuals, jacobian, rest: null, inputs });
}

function cotangents(layout: Layout, options: LayerOptions, key: string, inputs: readonly Node[]): Node[] {
  const [g, w, channels, values] = inputs;
  const sizes = [channels, values].map(({ shape }) => shape[0]);
  const op: Op = {
    name: 'formula least squares adjoint',
    key: `formula least squares adjoint ${key}`,
    form: { kind: 'stages', lower: (context) => adjointStages(layout, options, context) },
    evaluate: (all) => {
      const padded = new Float64Array(sizes[0] + sizes[1]);
      padded.set(adjointF64(layout, options, all));
      return padded;
    },
  };
  const value = makeNode(op, [channels, values, w, g], [sizes[0] + sizes[1]]);
  const both = sameAs(value, inputs, ([cotangent, x, ...own]) => {
    const [c, v] = own.map(held);
    return concat(vjp([generic(layout, options, x, [c, v])], [c, v], [cotangent]));
  });
  return [slice(both, 0, 0, sizes[0]), slice(both, 0, sizes[0], sizes[0] + sizes[1])];
}
