import * as v from 'valibot';
import { applySettings, parseScene, presetById, type Scene } from '../../../scenes';
import { CAPS } from '../../../solvers/base/caps';
import { Failure } from '../../../solvers/base/result';
import { type Block, blocksOf } from './markdown';

/** A scene that a lesson opens at a click. */
export interface LiveScene {
  readonly kind: 'scene';
  readonly title: string;
  readonly scene: Scene;
}

/** Bounds of one number; null = none. */
interface Bound {
  readonly name: string;
  readonly below: number | null;
  readonly above: number | null;
}

/** What the reader must achieve. */
export interface Check {
  readonly kind: 'check';
  readonly words: string;
  /** Methods that count; empty = any. */
  readonly methods: readonly string[];
  /** Scenes that count, by their ids; empty = any. */
  readonly scenes: readonly string[];
  readonly metrics: readonly Bound[];
  readonly parameters: readonly Bound[];
  /** Bounds of the number of cells along the longest side. */
  readonly cells: Bound | null;
}

export type Part =
  | Exclude<Block, { kind: 'fence' }>
  | { readonly kind: 'code'; readonly text: string }
  | LiveScene
  | Check;

export interface Lesson {
  readonly title: string;
  readonly parts: readonly Part[];
}

/** Larger files are no lessons. */
export const MOST_LESSON = 200_000;
const MOST_PARTS = 400;

const text = v.pipe(v.string(), v.maxLength(CAPS.titleCharacters));
const bounds = v.pipe(
  v.strictObject({ below: v.optional(v.number()), above: v.optional(v.number()) }),
  v.check(({ below, above }) => below !== undefined || above !== undefined, 'needs "below" or "above"'),
);
const record = v.optional(v.pipe(v.record(text, bounds), v.maxEntries(CAPS.scales)), {});

const sceneBlock = v.pipe(
  v.strictObject({
    title: v.optional(text),
    preset: v.optional(text),
    scene: v.optional(v.unknown()),
    set: v.optional(v.pipe(v.array(v.string()), v.maxLength(CAPS.scales)), []),
  }),
  v.check(({ preset, scene }) => (preset === undefined) !== (scene === undefined), 'needs either "preset" or "scene"'),
);

const checkBlock = v.pipe(
  v.strictObject({
    words: text,
    methods: v.optional(v.array(text), []),
    scenes: v.optional(v.array(text), []),
    metrics: record,
    parameters: record,
    cells: v.optional(bounds),
  }),
  v.check(
    ({ metrics, parameters, cells }) =>
      Object.keys(metrics).length + Object.keys(parameters).length > 0 || cells !== undefined,
    'needs "metrics", "parameters" or "cells"',
  ),
);

/**
 * A lesson from its Markdown: fenced blocks `scene` and `check` hold JSON, see docs/lessons.md.
 * @throws Failure `bad-input` naming the line of a block that does not hold
 */
export function lessonOf(markdown: string): Lesson {
  if (markdown.length > MOST_LESSON) {
    throw new Failure(
      'bad-input',
      `the lesson has ${markdown.length} characters, over the limit ${MOST_LESSON}`,
      'lesson',
    );
  }
  const blocks = blocksOf(markdown);
  if (blocks.length > MOST_PARTS) throw new Failure('bad-input', `the lesson has over ${MOST_PARTS} parts`, 'lesson');
  const first = blocks.find((block) => block.kind === 'heading');
  const title =
    first?.kind === 'heading' ? first.children.map((child) => ('text' in child ? child.text : '')).join('') : '';
  return { title: title || 'A lesson', parts: blocks.map(partOf) };
}

function partOf(block: Block): Part {
  if (block.kind !== 'fence') return block;
  const { info, text: source, line } = block;
  if (info !== 'scene' && info !== 'check') return { kind: 'code', text: source };
  try {
    const json: unknown = JSON.parse(source);
    return info === 'scene' ? sceneOf(v.parse(sceneBlock, json)) : checkOf(v.parse(checkBlock, json));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure('bad-input', `the ${info} block in line ${line} of the lesson: ${why}`, 'lesson');
  }
}

function sceneOf({ title, preset, scene, set }: v.InferOutput<typeof sceneBlock>): LiveScene {
  const whole = applySettings(preset === undefined ? parseScene(scene) : presetById(preset).scene, set);
  // What is expected of the preset holds for the preset alone.
  const { expect: _, ...own } = whole;
  return { kind: 'scene', title: title ?? whole.title ?? whole.id, scene: own };
}

type Limits = { readonly below?: number | undefined; readonly above?: number | undefined };

function checkOf({ metrics, parameters, cells, ...rest }: v.InferOutput<typeof checkBlock>): Check {
  const bound = ([name, { below, above }]: [string, Limits]): Bound => {
    return { name, below: below ?? null, above: above ?? null };
  };
  return {
    ...rest,
    kind: 'check',
    metrics: Object.entries(metrics).map(bound),
    parameters: Object.entries(parameters).map(bound),
    cells: cells ? bound(['cells', cells]) : null,
  };
}

/** How a run stands, as far as checks look. */
export interface Standing {
  readonly scene: string;
  readonly method: string;
  readonly cells: readonly number[];
  readonly metrics: Readonly<Record<string, { readonly value: number }>>;
  readonly parameters: Readonly<Record<string, number>>;
}

/** Whether a run is what a check asks for, and the values that it was judged by. */
export function judgeCheck(
  check: Check,
  { scene, method, cells, metrics, parameters }: Standing,
): { readonly isMet: boolean; readonly values: readonly { readonly name: string; readonly value: number | null }[] } {
  const own = <T>(record: Readonly<Record<string, T>>, name: string): T | null =>
    Object.hasOwn(record, name) ? record[name]! : null;
  const judged = [
    ...check.metrics.map((bound) => ({ bound, value: own(metrics, bound.name)?.value ?? null })),
    ...check.parameters.map((bound) => ({ bound, value: own(parameters, bound.name) })),
    ...(check.cells ? [{ bound: check.cells, value: Math.max(0, ...cells) }] : []),
  ];
  const isIn = (allowed: readonly string[], name: string): boolean => allowed.length === 0 || allowed.includes(name);
  const isMet =
    isIn(check.methods, method) &&
    isIn(check.scenes, scene) &&
    judged.every(({ bound: { below, above }, value }) => {
      return (
        value !== null && value < (below ?? Number.POSITIVE_INFINITY) && value > (above ?? Number.NEGATIVE_INFINITY)
      );
    });
  return { isMet, values: judged.map(({ bound, value }) => ({ name: bound.name, value })) };
}
