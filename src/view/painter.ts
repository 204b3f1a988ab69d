import { LinearSRGBColorSpace, NoToneMapping, WebGPURenderer } from 'three/webgpu';
import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import type { PaneRange } from '../worker/protocol';
import type { Pixels } from './camera';
import { colormapAtlas } from './colormaps/atlas';
import { FlowGrid } from './flowGrid';
import { ArrayNodes, FieldNodes } from './nodes';
import { Pane } from './pane';
import type { Studio } from './paneParts';
import { particlesKernel } from './particles';
import { finalKernel, partialKernel, RangeMeter, SPEED } from './rangeMeter';
import { streamlinesKernel } from './streamlines';

/** What nearly every first picture needs. */
const KERNELS = [partialKernel, finalKernel, particlesKernel, streamlinesKernel];

/** The part of {@link Stage} that needs three.js. */
export class Painter {
  readonly #gpu: Gpu;
  readonly #renderer: WebGPURenderer;
  readonly #atlas = colormapAtlas();
  readonly #panes = new Map<number, Pane>();
  #studio: Studio | null = null;
  /** While true, the colours keep what they span. */
  held = false;
  #theme: readonly [number, number] = [0x0d1117, 0xe6edf3];

  private constructor(gpu: Gpu, renderer: WebGPURenderer) {
    this.#gpu = gpu;
    this.#renderer = renderer;
  }

  static async create(gpu: Gpu): Promise<Painter> {
    // Edges of surfaces only: everything flat is smoothed in its shader, which software adapters can afford.
    const antialias = !gpu.software;
    const { onuncapturederror } = gpu.device;
    const renderer = new WebGPURenderer({
      // Never drawn on: every pane brings its own.
      canvas: new OffscreenCanvas(1, 1) as unknown as HTMLCanvasElement,
      device: gpu.device,
      antialias,
      alpha: false,
    });
    // Compiled meanwhile; whoever uses one hears of what went wrong.
    for (const kernel of KERNELS) gpu.compile(kernel).catch(() => {});
    await renderer.init();
    // three takes errors and losses over; they are the engine's to report.
    gpu.device.onuncapturederror = onuncapturederror;
    renderer.onDeviceLost = () => undefined;
    // Colours are sRGB numbers from tables; with no conversion there is no second pass over the picture.
    renderer.outputColorSpace = LinearSRGBColorSpace;
    renderer.toneMapping = NoToneMapping;
    return new Painter(gpu, renderer);
  }

  attach(index: number, canvas: OffscreenCanvas, pixels: Pixels): void {
    this.detach(index);
    const pane = new Pane(canvas, pixels);
    pane.setTheme(...this.#theme);
    this.#panes.set(index, pane);
  }

  detach(index: number): void {
    const pane = this.#panes.get(index);
    if (!pane) return;
    this.#panes.delete(index);
    pane.clear();
    pane.target.dispose();
  }

  resize(index: number, pixels: Pixels): void {
    const pane = this.pane(index);
    // three makes the depth buffer anew only for the target that it is drawing on.
    this.#renderer.setCanvasTarget(pane.target);
    pane.resize(pixels);
  }

  pane(index: number): Pane {
    const pane = this.#panes.get(index);
    if (!pane) throw new Failure('bad-input', `There is no pane ${index}: attach a canvas to it first.`, 'index');
    return pane;
  }

  async setDisplay(display: Display): Promise<void> {
    this.#leave();
    const [gpu, renderer, atlas] = [this.#gpu, this.#renderer, this.#atlas];
    const flow = new FlowGrid(gpu, display);
    const arrays = new ArrayNodes(renderer);
    const meter = new RangeMeter(gpu, display.nx * display.ny, flow.bodies, display.fields.length + 1);
    const { volume } = display;
    const points = volume?.points.reduce((product, { length }) => product * length, 1);
    await Promise.all(
      display.fields.map(({ name, data }) => {
        const whole = volume?.fields.get(name);
        return whole ? meter.add(name, whole, 1, points) : meter.add(name, data, 1);
      }),
    );
    if (display.velocity) await meter.add(SPEED, display.velocity, 2);
    const field = new FieldNodes(flow, arrays);
    this.#studio = { gpu, renderer, atlas, display, flow, arrays, field, meter };
    for (const pane of this.#panes.values()) pane.renew();
  }

  setTheme(background: number, foreground: number): void {
    this.#theme = [background, foreground];
    for (const pane of this.#panes.values()) pane.setTheme(background, foreground);
  }

  neededFields(): string[] {
    const studio = this.#studio;
    if (!studio) return [];
    const names = [...this.#panes.values()].flatMap((pane) => [pane.fieldName(studio), pane.leader(studio)]);
    return [...new Set(names.filter((name) => name !== null))];
  }

  /** Whether the colours of a pane are still on their way to what its field holds. */
  settling(): boolean {
    return (!this.held && this.#studio?.meter.settling(this.neededFields())) ?? false;
  }

  async draw(elapsed: number): Promise<void> {
    const studio = this.#studio;
    if (!studio) return;
    for (const pane of this.#panes.values()) await pane.prepare(studio);
    const flows = [...this.#panes.values()].some((pane) => pane.flows);
    studio.meter.update([...this.neededFields(), ...(flows ? [SPEED] : [])], elapsed, this.held);
    for (const pane of this.#panes.values()) pane.draw(studio, elapsed);
  }

  range(index: number): PaneRange {
    return this.#studio ? this.pane(index).range(this.#studio) : [0, 1, 0, 1];
  }

  capture(index: number): Promise<Blob> {
    const pane = this.pane(index);
    // A canvas holds what was drawn only until the task ends.
    if (this.#studio) pane.draw(this.#studio, 0);
    return pane.canvas.convertToBlob({ type: 'image/png' });
  }

  dispose(): void {
    this.#leave();
    for (const index of [...this.#panes.keys()]) this.detach(index);
    this.#atlas.dispose();
    void this.#renderer.dispose();
  }

  /** Lets go of the present display; its owner may release its buffers afterwards. */
  #leave(): void {
    const studio = this.#studio;
    this.#studio = null;
    for (const pane of this.#panes.values()) pane.clear();
    studio?.meter.dispose();
    studio?.arrays.dispose();
    studio?.flow.dispose();
  }
}
