import type { Engine } from '../../engine/connection';
import type { Studio } from '../../state/studio';
import { drawFigure, picturesOf, wordsOf } from '../figure';

/** Codecs of each kind of file, the most widely played first. */
const CODECS = { mp4: ['avc', 'hevc', 'av1', 'vp9'], webm: ['vp9', 'av1', 'vp8'] } as const;

/** Which states become frames: those that the timeline has kept, or new ones from here or from the start on. */
export type VideoSource = 'kept' | 'ahead' | 'start';

/** What a video shows. */
interface VideoWish {
  readonly source: VideoSource;
  /** Frames at most; the timeline may have kept fewer, and a run may end before. */
  readonly frames: number;
  /** Steps from one frame to the next, of new states. */
  readonly every: number;
  /** Frames a second. */
  readonly rate: number;
  readonly format: 'mp4' | 'webm';
  readonly panes: readonly number[];
  readonly scale: number;
}

/** A video, and the exact moments that its frames show. */
interface Video {
  readonly blob: Blob;
  readonly moments: readonly Moment[];
  /** When each frame begins, seconds. */
  readonly timestamps: readonly number[];
}

interface Moment {
  readonly step: number;
  readonly time: number;
}

/** Whether this browser has an encoder at all. */
export function canRecord(): boolean {
  return typeof VideoEncoder !== 'undefined';
}

/**
 * Records states one by one, each at its exact time, however long they take to compute: kept moments keep their
 * distances in time, new states follow each other evenly. The run is paused; colours keep what they span.
 * @param progress told after every frame
 * @returns null where it was cancelled
 * @throws Error with a sentence where the browser cannot encode it
 */
export async function recordVideo(
  studio: Studio,
  wish: VideoWish,
  progress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<Video | null> {
  const { engine } = studio.ask;
  if (!engine) throw new Error('Nothing runs yet.');
  await studio.pause();
  const release = holdColours(studio, wish.panes);
  try {
    if (wish.source === 'start') await studio.reset();
    const states = wish.source === 'kept' ? keptStates(studio, engine, wish) : newStates(engine, wish);
    return await encode(studio, wish, await states, progress, signal);
  } finally {
    release();
    if (wish.source === 'kept') await engine.lookBack(null);
  }
}

/** States of a run: how many, where each belongs in the video, and how to come to the next. */
interface States {
  readonly count: number;
  /** Null where the run has ended. */
  next(k: number): Promise<Moment | null>;
  timestamp(k: number): number;
}

async function keptStates(studio: Studio, engine: Engine, { frames, rate }: VideoWish): Promise<States> {
  const kept = studio.store.getState().moments;
  const count = Math.min(frames, kept);
  if (count < 2) throw new Error('The timeline has kept nothing to show yet: let the scene run for a while.');
  const places = Array.from({ length: count }, (_, k) => Math.round((k * (kept - 1)) / (count - 1)));
  const times: number[] = [];
  for (const place of places) times.push((await engine.lookBack(place))!.time);
  const span = times.at(-1)! - times[0]!;
  const scale = span > 0 ? (count - 1) / rate / span : 0;
  return {
    count,
    next: async (k) => {
      const moment = await engine.lookBack(places[k]!);
      return moment && { step: moment.step ?? 0, time: moment.time };
    },
    timestamp: (k) => (k < count ? scale * (times[k]! - times[0]!) : scale * span + 1 / rate),
  };
}

async function newStates(engine: Engine, { frames, every, rate }: VideoWish): Promise<States> {
  let last = -1;
  return {
    count: frames,
    next: async (k) => {
      if (k > 0) await engine.step(every);
      const { step, time } = await engine.take([]);
      if (step === last) return null;
      last = step;
      return { step, time };
    },
    timestamp: (k) => k / rate,
  };
}

async function encode(
  studio: Studio,
  wish: VideoWish,
  states: States,
  progress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<Video | null> {
  const {
    BufferTarget,
    CanvasSource,
    getFirstEncodableVideoCodec,
    Mp4OutputFormat,
    Output,
    QUALITY_HIGH,
    WebMOutputFormat,
  } = await import('mediabunny');
  const canvas = document.createElement('canvas');
  const target = new BufferTarget();
  const output = new Output({ format: wish.format === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
  let source: InstanceType<typeof CanvasSource> | null = null;
  const [moments, timestamps]: [Moment[], number[]] = [[], []];
  for (let k = 0; k < states.count; k++) {
    const moment = await states.next(k);
    if (!moment) break;
    const pictures = signal.aborted ? null : await picturesOf(studio, wish);
    if (!pictures) {
      await output.cancel();
      return null;
    }
    drawFigure(canvas, pictures, wordsOf(studio, wish, moment.step, moment.time), wish.scale);
    for (const picture of pictures) picture.close();
    if (!source) {
      const { width, height } = canvas;
      const codec = await getFirstEncodableVideoCodec([...CODECS[wish.format]], { width, height });
      if (!codec) {
        throw new Error(
          `This browser cannot encode ${wish.format.toUpperCase()} at ${width} x ${height}: try the other format, or a smaller size.`,
        );
      }
      source = new CanvasSource(canvas, { codec, bitrate: QUALITY_HIGH });
      output.addVideoTrack(source);
      await output.start();
    }
    const at = states.timestamp(k);
    await source.add(at, states.timestamp(k + 1) - at);
    moments.push(moment);
    timestamps.push(at);
    progress(k + 1, states.count);
  }
  await output.finalize();
  return { blob: new Blob([target.buffer!], { type: `video/${wish.format}` }), moments, timestamps };
}

/** Colours that follow the data would flicker: they keep what they span now. Returns how to let go of them. */
function holdColours(studio: Studio, panes: readonly number[]): () => void {
  const { panes: all, ranges, setPane } = studio.store.getState();
  const free = panes.filter((index) => all[index]?.settings.range === null && ranges[index]);
  for (const index of free) {
    const [low, high] = ranges[index]!;
    setPane(index, { range: [low, high] });
  }
  return () => {
    for (const index of free) studio.store.getState().setPane(index, { range: null });
  };
}
