import { compileProgram, interpret, type Node, type ProgramSpec } from '../array';
import { initialValue, nameOf } from '../array/leaves';
import { topological } from '../array/node';
import { sizeOf } from '../array/shape';
import { Failure } from '../base/result';
import { type DeviceArray, type Gpu, Runner } from '../gpu';

/** What a step computes and which variables it writes. */
export type StepSpec = Pick<ProgramSpec, 'outputs' | 'updates'>;

/** What one run of a step costs on a device; zeros on the CPU. */
export interface RunCost {
  readonly dispatches: number;
  readonly bytes: number;
  readonly flops: number;
}

/** A step that is ready to run, again and again. */
export interface Step {
  readonly cost: RunCost;
  /** Resolves when what is written from then on comes after it. */
  run(times?: number): Promise<void>;
  /** An output of the last run, by name. */
  read(output: string): Promise<ArrayLike<number>>;
}

/** Where steps run. All steps of one executor share their variables, which are zero until they are written. */
export interface Executor {
  /** Half the distance from 1 to the next number. */
  readonly epsilon: number;
  step(name: string, spec: StepSpec): Promise<Step>;
  /** @throws Failure 'bad-input' where no step uses the variable, or the size differs. */
  write(variable: Node, data: ArrayLike<number>): void;
  read(variable: Node): Promise<ArrayLike<number>>;
  release(): void;
}

function leavesOf({ outputs = {}, updates = new Map() }: StepSpec): Node[] {
  const wanted = [...Object.values(outputs), ...updates.keys(), ...updates.values()];
  return topological(wanted).filter(({ op }) => op.form.kind === 'leaf');
}

function found<T>(values: ReadonlyMap<Node, T>, variable: Node): T {
  const value = values.get(variable);
  if (value === undefined) throw new Failure('bad-input', `no step uses "${nameOf(variable)}"`);
  return value;
}

function assertSize(variable: Node, data: ArrayLike<number>): void {
  const size = sizeOf(variable.shape);
  if (data.length === size) return;
  throw new Failure('bad-input', `"${nameOf(variable)}" needs ${size} numbers, not ${data.length}`);
}

/** On the CPU in double precision, by the interpreter: for small problems, and to compare with. */
export function inDouble(): Executor {
  const values = new Map<Node, Float64Array>();
  return {
    epsilon: 2 ** -53,
    async step(_, spec) {
      for (const leaf of leavesOf(spec)) {
        if (!values.has(leaf)) values.set(leaf, initialValue(leaf) ?? new Float64Array(sizeOf(leaf.shape)));
      }
      const outputs = Object.entries(spec.outputs ?? {});
      const updates = [...(spec.updates ?? [])];
      const wanted = [...outputs.map(([, node]) => node), ...updates.map(([, node]) => node)];
      let last: Float64Array[] = [];
      return {
        cost: { dispatches: 0, bytes: 0, flops: 0 },
        async run(times = 1) {
          for (let k = 0; k < times; k++) {
            last = interpret(wanted, values);
            updates.forEach(([variable], at) => {
              values.set(variable, last[outputs.length + at]);
            });
          }
        },
        read: async (output) => last[outputs.findIndex(([name]) => name === output)],
      };
    },
    write(variable, data) {
      found(values, variable);
      assertSize(variable, data);
      values.set(variable, Float64Array.from(data));
    },
    read: async (variable) => Float64Array.from(found(values, variable)),
    release: () => values.clear(),
  };
}

/** On a device, in slices of bounded time. `shared`: arrays that other programs own, for some of the variables. */
export function onDevice(gpu: Gpu, shared: ReadonlyMap<Node, DeviceArray> = new Map()): Executor {
  const runner = new Runner(gpu);
  const arrays = new Map<Node, DeviceArray>(shared);
  const releases: (() => void)[] = [];
  return {
    epsilon: 2 ** -24,
    async step(name, spec) {
      const fresh = leavesOf(spec).filter((leaf) => !arrays.has(leaf));
      await gpu.allocate(() => {
        for (const leaf of fresh) {
          const data = initialValue(leaf);
          const label = `${name}: ${nameOf(leaf)}`;
          const array = data ? gpu.upload(label, Float32Array.from(data)) : gpu.storage(label, 4 * sizeOf(leaf.shape));
          arrays.set(leaf, array);
          releases.push(() => gpu.release(array));
        }
      });
      const compiled = await compileProgram(gpu, name, { ...spec, shared: arrays });
      releases.push(() => compiled.release());
      return {
        cost: compiled.program.cost,
        run: (times = 1) => runner.run(compiled.program, times),
        read: (output) => compiled.read(output),
      };
    },
    write(variable, data) {
      assertSize(variable, data);
      gpu.write(found(arrays, variable), data instanceof Float32Array ? data : Float32Array.from(data));
    },
    async read(variable) {
      return new Float32Array(await gpu.read(found(arrays, variable), 0, 4 * sizeOf(variable.shape)));
    },
    release() {
      for (const release of releases.splice(0)) release();
    },
  };
}
