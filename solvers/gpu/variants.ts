import { Failure } from '../base/result';
import { kernelKey } from './compile';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import type { Program } from './program';
import { benchmark } from './timing';

/** One way to do the same work. */
export interface Variant {
  readonly name: string;
  /** The kernels that {@link record} uses: their sources are part of the choice's key. */
  readonly kernels: readonly Kernel[];
  /** Records a program over arrays that nobody needs: it runs many times. */
  record(): Promise<Program>;
}

/** Which variant is fastest where: measured once for each adapter, key and set of sources; kept as JSON. */
export class VariantChoices {
  readonly #chosen = new Map<string, string>();

  /** `saved`: what {@link toJSON} gave, to pin a run to its choices; entries that are not strings are dropped. */
  constructor(saved: Readonly<Record<string, unknown>> = {}) {
    for (const [key, name] of Object.entries(saved)) if (typeof name === 'string') this.#chosen.set(key, name);
  }

  /** The pinned or remembered name, else that of the fastest candidate, measured now. */
  async choose(gpu: Gpu, key: string, candidates: readonly Variant[]): Promise<string> {
    if (candidates.length === 0) throw new Failure('breakdown', `No variants to choose from for ${key}.`);
    const sources = candidates.flatMap((candidate) => [candidate.name, ...candidate.kernels.map(kernelKey)]);
    const place = `${gpu.adapterName}|${key}|${hash(sources.join('\u0000'))}`;
    const known = this.#chosen.get(place);
    if (known !== undefined && candidates.some((candidate) => candidate.name === known)) return known;
    let fastest = candidates[0]!.name;
    let least = Number.POSITIVE_INFINITY;
    // One after the other: two at once would time each other.
    for (const candidate of candidates.length > 1 ? candidates : []) {
      const { ms } = await benchmark(gpu, await candidate.record());
      if (ms < least) [fastest, least] = [candidate.name, ms];
    }
    this.#chosen.set(place, fastest);
    return fastest;
  }

  /** The choices made or pinned so far, for the run record. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(this.#chosen);
  }
}

/** FNV-1a, 32 bits, in hex: it only has to tell sources apart that share a key. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) value = Math.imul(value ^ text.charCodeAt(k), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
