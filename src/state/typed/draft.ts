import type { Scene } from '../../../scenes';
import { evaluateConstant } from '../../../solvers/expr';

export const AXES = ['x', 'y', 'z', 't'] as const;
export type AxisName = (typeof AXES)[number];

/** An axis of a problem that is being typed: whether it is there, and its ends as they are typed. */
export interface DraftAxis {
  readonly on: boolean;
  readonly min: string;
  readonly max: string;
  readonly isPeriodic: boolean;
}

/** A problem as it is typed: every text may be wrong or half done. */
export interface Draft {
  readonly title: string;
  /** One a line. */
  readonly equations: string;
  /** Names with commas between them. */
  readonly unknowns: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly axes: Readonly<Record<AxisName, DraftAxis>>;
  /** What holds at the start and on the sides, `t min`, `x min`, `x max`, ...; lines or commas between several. */
  readonly places: Readonly<Record<string, string>>;
  /** Signed distance of a body, negative inside; empty = none. */
  readonly body: string;
  /** What holds on the body. */
  readonly bodyIs: string;
  /** Null = the first that fits. */
  readonly method: string | null;
  /** The scene that it began as. */
  readonly base: Scene | null;
}

const NO_AXIS: DraftAxis = { on: false, min: '0', max: '1', isPeriodic: false };
const BODY = 'body';
/** What a draft states and may leave out. */
const STATED = ['conditions', 'obstacles'];

/** The draft of a scene; what a draft does not hold is kept by its `base`. */
export function draftOf(scene: Scene): Draft {
  const axes = Object.fromEntries(AXES.map((name) => [name, axisOf(scene, name)])) as Record<AxisName, DraftAxis>;
  const body = typedBody(scene);
  const places: Record<string, string> = {};
  let bodyIs = '';
  for (const { on, is } of scene.conditions ?? []) {
    const text = (typeof is === 'string' ? [is] : (is ?? [])).join(', ');
    const place = placeOf(on, axes);
    if (body && on.trim() === body.name) bodyIs = text;
    else if (place && text !== '') places[place] = places[place] ? `${places[place]}, ${text}` : text;
  }
  return {
    title: scene.title ?? scene.id,
    equations: scene.equations.join('\n'),
    unknowns: scene.unknowns.join(', '),
    parameters: Object.entries(scene.parameters ?? {}).map(([name, { value }]) => ({ name, value: String(value) })),
    axes,
    places,
    body: body?.distance ?? '',
    bodyIs,
    method: scene.method ?? null,
    base: scene,
  };
}

/** The body that a draft has words for: the only one that is a formula. */
function typedBody({ obstacles = [] }: Scene): Body | undefined {
  const formulas = obstacles.filter(({ distance }) => distance !== undefined);
  return formulas.length === 1 ? formulas[0] : undefined;
}

type Body = NonNullable<Scene['obstacles']>[number];

function axisOf({ coordinates, conditions }: Scene, name: AxisName): DraftAxis {
  const interval = coordinates[name];
  const isPeriodic = (conditions ?? []).some(({ on, is }) => on.trim() === name && is === 'periodic');
  return interval ? { on: true, min: String(interval[0]), max: String(interval[1]), isPeriodic } : NO_AXIS;
}

/** The side that a condition is on, as drafts name it; null for bodies, periodic axes and what is none. */
function placeOf(on: string, axes: Draft['axes']): string | null {
  const [name, at] = on.split('=').map((part) => part.trim());
  const axis = axes[name as AxisName];
  if (!axis?.on || at === undefined) return null;
  try {
    const [value, min, max] = [at, axis.min, axis.max].map((text) => evaluateConstant(text)) as [
      number,
      number,
      number,
    ];
    return Math.abs(value - min) <= Math.abs(value - max) ? `${name} min` : `${name} max`;
  } catch {
    return null;
  }
}

/** The sides that a draft has, in the order in which they are asked for. */
export function placesOf({ axes }: Draft): string[] {
  return [
    ...(axes.t.on ? ['t min'] : []),
    ...AXES.filter((name) => name !== 't' && axes[name].on && !axes[name].isPeriodic).flatMap((name) => [
      `${name} min`,
      `${name} max`,
    ]),
  ];
}

/** A place in words: "on x = 0". */
export function placeInWords(place: string, { axes }: Draft): string {
  const [name, end] = place.split(' ') as [AxisName, 'min' | 'max'];
  return name === 't' ? `at the start, t = ${axes.t.min}` : `on ${name} = ${axes[name][end]}`;
}

/** Conditions in one text, one a line or with commas between them that are outside brackets. */
export function statementsOf(text: string): string[] {
  const parts: string[] = [];
  let [depth, part] = [0, ''];
  for (const character of text) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character === '\n' || (character === ',' && depth <= 0)) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part].map((own) => own.trim()).filter((own) => own !== '');
}

export function equationsOf({ equations }: Draft): string[] {
  return equations
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The document that a draft stands for, unchecked. */
export function documentOf(draft: Draft): Record<string, unknown> {
  const { base, axes, method } = draft;
  const body: Body[] = draft.body.trim() === '' ? [] : [{ name: BODY, distance: draft.body }];
  const stated = {
    unknowns: statementsOf(draft.unknowns),
    coordinates: Object.fromEntries(
      AXES.filter((name) => axes[name].on).map((name) => [name, [numberOr(axes[name].min), numberOr(axes[name].max)]]),
    ),
    equations: equationsOf(draft),
    conditions: conditionsOf(draft),
    ...(body.length > 0 && { obstacles: body }),
  };
  const parameters = Object.fromEntries(
    draft.parameters
      .filter(({ name }) => name !== '')
      .map(({ name, value }) => [name, { ...rangeOf(base, name), value: numberOr(value) }]),
  );
  const own = {
    title: draft.title,
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(method === null ? {} : { method }),
  };
  if (base && isSame(base, stated)) return { ...base, ...own };
  return { version: 1, id: 'typed', ...stated, ...carried(base, stated.conditions, body), ...own };
}

/** What of a scene holds for another problem as well, and what a draft has no words for. */
function carried(base: Scene | null, conditions: readonly { on: string }[], body: readonly Body[]): Partial<Scene> {
  if (!base) return {};
  const { definitions, inputs } = base;
  const typed = typedBody(base);
  const bodies = (base.obstacles ?? []).filter((one) => one !== typed);
  const names = bodies.map(({ name }) => name);
  const others = (base.conditions ?? []).filter(({ on, random }) => random || names.includes(on.trim()));
  return {
    ...(definitions && { definitions }),
    ...(inputs && { inputs }),
    ...(bodies.length > 0 && { obstacles: [...body, ...bodies] }),
    ...(others.length > 0 && { conditions: [...conditions, ...others] as Scene['conditions'] }),
  };
}

/** Whether a draft states the very problem that it began with: then its recipes and references hold. */
function isSame(base: Scene, stated: Record<string, unknown>): boolean {
  const before = documentParts(draftOf(base));
  const keys = new Set([...Object.keys(stated), ...STATED]);
  return [...keys].every((key) => JSON.stringify(stated[key]) === JSON.stringify(before[key]));
}

function documentParts(draft: Draft): Record<string, unknown> {
  return documentOf({ ...draft, base: null, method: null });
}

function conditionsOf(draft: Draft): { on: string; is: string | string[] }[] {
  const { axes, places, body, bodyIs } = draft;
  const sides = placesOf(draft).flatMap((place) => {
    const is = statementsOf(places[place] ?? '');
    const [name, end] = place.split(' ') as [AxisName, 'min' | 'max'];
    return is.length === 0 ? [] : [{ on: `${name}=${axes[name][end]}`, is: is.length === 1 ? is[0]! : is }];
  });
  const periodic = AXES.filter((name) => name !== 't' && axes[name].on && axes[name].isPeriodic);
  const onBody = body.trim() === '' ? [] : statementsOf(bodyIs);
  return [
    ...sides,
    ...periodic.map((on) => ({ on, is: 'periodic' })),
    ...(onBody.length > 0 ? [{ on: BODY, is: onBody.length === 1 ? onBody[0]! : onBody }] : []),
  ];
}

function rangeOf(base: Scene | null, name: string): Record<string, unknown> {
  const { value: _, infer: __, ...rest } = base?.parameters?.[name] ?? { value: 0 };
  return rest;
}

/** A number where the text is one, else the text: a constant formula. */
function numberOr(text: string): number | string {
  const trimmed = text.trim();
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}
