import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import type { Display, DisplayField, Metric, Solver } from '../../../solvers/methods/solver';
import type { Compared, Effort, Spectrum } from '../protocol';
import { Difference, type Sums } from './difference';
import { RaceRecord } from './race';
import type { Rival } from './rival';
import { spectrumOf } from './spectrum';
import type { Target } from './target';
import type { Yardstick } from './yardstick';

/** What is compared: an answer that is made, another one, and what both are measured against. */
export interface ComparisonParts {
  /** The answer as it is drawn. */
  readonly shown: Pick<Solver, 'display' | 'refresh' | 'fill' | 'probe' | 'sampleOn'>;
  /** What makes the answer, in a word: "network". */
  readonly title: string;
  readonly target: Target;
  /** Whether the picture's coordinates are periodic. */
  readonly isPeriodic: readonly [boolean, boolean];
  readonly rival: Rival;
  /** Null = the rival is the best that is known. */
  readonly truth: Rival | null;
  /** Something better than any picture; holds for the parameters that the scene came with. */
  readonly yardstick: Yardstick | null;
}

/** What stands behind a field's name: the other answer, and the difference. */
const [REFERENCE, ERROR] = ['.reference', '.error'] as const;

/**
 * Two answers to one problem and their difference, as fields that panes show beside each other: `u`, `u.reference` and
 * `u.error`; and how far they are apart. Everything is called alone on the device.
 */
export class Comparison {
  readonly display: Display;
  race: RaceRecord;
  readonly #gpu: Gpu;
  readonly #parts: ComparisonParts;
  readonly #differences: ReadonlyMap<string, Difference>;
  readonly #owned: readonly DeviceArray[];
  #metrics: Readonly<Record<string, Metric>> = {};
  #yardstick: Yardstick | null;

  private constructor(
    gpu: Gpu,
    parts: ComparisonParts,
    display: Display,
    differences: ReadonlyMap<string, Difference>,
    owned: readonly DeviceArray[],
  ) {
    this.#gpu = gpu;
    this.#parts = parts;
    this.display = display;
    this.#differences = differences;
    this.#owned = owned;
    this.#yardstick = parts.yardstick;
    this.race = this.#newRace();
  }

  /** Takes the rival and the truth over. */
  static async create(gpu: Gpu, parts: ComparisonParts): Promise<Comparison> {
    const { target, rival, truth, title } = parts;
    const { display } = parts.shown;
    const distance = display.distance ?? gpu.storage('compare no bodies', 4);
    const owned = display.distance ? [] : [distance];
    const differences = new Map<string, Difference>();
    const shown: DisplayField[] = [];
    for (const field of display.fields) {
      const { name } = field;
      if (!target.fields.includes(name)) {
        shown.push(field);
        continue;
      }
      const difference = gpu.storage(`compare ${name} difference`, 4 * target.cells);
      owned.push(difference);
      const other = rival.array(name);
      const compared = { answer: field.data, other, truth: (truth ?? rival).array(name), distance, difference };
      differences.set(name, await Difference.create(gpu, target.cells, compared));
      const { kind, unit, latex } = field;
      shown.push(
        { ...field, title: `${name}, ${title}`, rangeOf: name + REFERENCE },
        { name: name + REFERENCE, title: `${name}, ${rival.title}`, latex: `${latex}^\\ast`, unit, kind, data: other },
        {
          name: name + ERROR,
          title: `Difference in ${name}`,
          latex: `${latex} - ${latex}^\\ast`,
          unit,
          kind: 'diverging',
          data: difference,
        },
      );
    }
    return new Comparison(gpu, parts, { ...display, fields: shown }, differences, owned);
  }

  /** Of both answers, from the latest {@link look}. */
  get metrics(): Readonly<Record<string, Metric>> {
    return this.#metrics;
  }

  get rival(): Rival {
    return this.#parts.rival;
  }

  get compared(): Compared {
    const { title, rival, target } = this.#parts;
    return { answer: title, rival: rival.title, fields: target.fields };
  }

  /** Submits the refresh of the named fields; what only the solver draws is its own. */
  refresh(names: readonly string[]): void {
    const { shown, rival } = this.#parts;
    const stem = (name: string): string => name.replace(/\.(reference|error)$/, '');
    const compared = [...new Set(names.map(stem))].filter((name) => this.#differences.has(name));
    const needed = (name: string): boolean => !names.includes(name) && names.includes(name + ERROR);
    shown.refresh([...names.filter((name) => stem(name) === name), ...compared.filter(needed)]);
    rival.refresh(compared);
    for (const name of compared) {
      if (names.includes(name + ERROR)) this.#differences.get(name)!.run(rival.comparable);
    }
  }

  /** The solver's own fields that take time. */
  async fill(names: readonly string[]): Promise<void> {
    await this.#parts.shown.fill?.(names);
  }

  /** How the difference spreads over wave numbers; null where that cannot be told (yet). */
  async spectrum(): Promise<Spectrum | null> {
    const { rival, target, isPeriodic } = this.#parts;
    if (!rival.complete || !rival.comparable) return null;
    this.refresh(target.fields.map((name) => name + ERROR));
    const read = async (array: DeviceArray) => new Float32Array(await this.#gpu.read(array, 0, 4 * target.cells));
    const pairs = target.fields.map(async (name) => {
      const { difference, other } = this.#differences.get(name)!.compared;
      return [await read(difference), await read(other)] as const;
    });
    const { points, overTime, names } = target;
    return spectrumOf(points, { isPeriodic, alongX: overTime || names[1] === '' }, await Promise.all(pairs));
  }

  /** Measures both answers; `effort` is what the first took so far. */
  async look(effort: Effort): Promise<void> {
    const { rival, target } = this.#parts;
    if (!rival.complete) return;
    this.refresh(target.fields.map((name) => name + ERROR));
    const sums = await Promise.all(target.fields.map((name) => this.#differences.get(name)!.sums()));
    const all = sums.reduce(plus);
    if (all.count === 0) return;
    const isKnown = this.#isKnown;
    const measured = (await this.#yardstick?.answer(this.#parts.shown)) ?? null;
    const plain = (value: number): Metric => ({ value, unit: '' });
    const own = target.fields.map((name, k): [string, Metric] => [
      `relL2.${name}`,
      plain(relative(sums[k]!.answer, sums[k]!.truthSize)),
    ]);
    this.#metrics = {
      relL2: plain(measured ?? relative(all.answer, all.truthSize)),
      ...(own.length > 1 ? Object.fromEntries(own) : {}),
      ...(isKnown ? { difference: plain(relative(all.apart, all.otherSize)) } : {}),
    };
    this.race.answer.add(effort, this.#metrics.relL2!.value);
    if (isKnown && rival.effort) {
      const error = this.#yardstick ? rival.error : relative(all.other, all.truthSize);
      if (error !== null) this.race.rival.add(rival.effort, Math.hypot(error, rival.loss));
    } else this.race.rival.effort = rival.effort;
  }

  /** Values at a point: the solver's, the rival's and their difference. */
  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const { shown, rival, target } = this.#parts;
    const own = await shown.probe(x, y);
    const other = await rival.probe(x, y);
    const values: Record<string, number> = { ...own };
    for (const name of target.fields) {
      if (other[name] === undefined) continue;
      values[name + REFERENCE] = other[name];
      if (own[name] !== undefined && rival.comparable) values[name + ERROR] = own[name] - other[name];
    }
    return values;
  }

  /** The solver's own parameters are its owner's. */
  async setParameter(name: string, value: number): Promise<void> {
    await this.#parts.rival.setParameter(name, value);
    await this.#parts.truth?.setParameter(name, value);
    this.#yardstick = null;
    this.race = this.#newRace();
    this.#metrics = {};
  }

  get #isKnown(): boolean {
    const { truth, rival } = this.#parts;
    return this.#yardstick !== null || (truth !== null && truth !== rival);
  }

  #newRace(): RaceRecord {
    const { title, rival, truth } = this.#parts;
    const measure = this.#yardstick ?? truth ?? rival;
    return new RaceRecord(title, rival.title, measure.title, !this.#isKnown);
  }

  /** The answer begins anew. */
  restart(): void {
    this.race.answer.clear();
    this.#metrics = {};
  }

  /** Lets go of the rival and all that was made here, not of the solver. */
  dispose(): void {
    const { rival, truth } = this.#parts;
    for (const difference of this.#differences.values()) difference.dispose();
    for (const array of this.#owned) this.#gpu.release(array);
    rival.dispose();
    if (truth !== rival) truth?.dispose();
  }
}

function plus(a: Sums, b: Sums): Sums {
  return {
    apart: a.apart + b.apart,
    answer: a.answer + b.answer,
    other: a.other + b.other,
    otherSize: a.otherSize + b.otherSize,
    truthSize: a.truthSize + b.truthSize,
    count: a.count + b.count,
  };
}

function relative(squares: number, size: number): number {
  return Math.sqrt(squares / size);
}
