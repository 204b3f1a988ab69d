import { Failure } from '../solvers/base/result';
import { canonicalText, type Json, textHash } from './canonical';
import { readable } from './document';
import { nearest } from './nearest';
import { parseScene } from './parse';
import allenCahn from './presets/allen-cahn.json';
import anisotropic from './presets/anisotropic.json';
import bratu from './presets/bratu.json';
import burgers from './presets/burgers.json';
import burgersInverse from './presets/burgers-inverse.json';
import burgersOperator from './presets/burgers-operator.json';
import cahnHilliard from './presets/cahn-hilliard.json';
import cavityRe100 from './presets/cavity-re100.json';
import cavityRe400 from './presets/cavity-re400.json';
import cavityRe1000 from './presets/cavity-re1000.json';
import cavityRe3200 from './presets/cavity-re3200.json';
import convection from './presets/convection.json';
import convectionLagrangian from './presets/convection-lagrangian.json';
import cylinderRe20 from './presets/cylinder-re20.json';
import cylinderRe100 from './presets/cylinder-re100.json';
import darcy from './presets/darcy.json';
import darcyInverse from './presets/darcy-inverse.json';
import decayingTurbulence from './presets/decaying-turbulence.json';
import diffusionSorption from './presets/diffusion-sorption.json';
import grayScott from './presets/gray-scott.json';
import heat from './presets/heat.json';
import heatBody from './presets/heat-body.json';
import heatSink from './presets/heat-sink.json';
import helmholtz from './presets/helmholtz.json';
import kdv from './presets/kdv.json';
import kolmogorov from './presets/kolmogorov.json';
import kovasznay from './presets/kovasznay.json';
import kuramotoSivashinsky from './presets/kuramoto-sivashinsky.json';
import nsVorticityDecaying from './presets/ns-vorticity-decaying.json';
import nsVorticityForced from './presets/ns-vorticity-forced.json';
import nsVorticityMoe from './presets/ns-vorticity-moe.json';
import poisson from './presets/poisson.json';
import poissonChebyshev from './presets/poisson-chebyshev.json';
import poissonJump from './presets/poisson-jump.json';
import poissonL from './presets/poisson-l.json';
import poissonPeriodic from './presets/poisson-periodic.json';
import reaction from './presets/reaction.json';
import reactionDiffusion from './presets/reaction-diffusion.json';
import schroedinger from './presets/schroedinger.json';
import shallowWater from './presets/shallow-water.json';
import shearLayer from './presets/shear-layer.json';
import swiftHohenberg from './presets/swift-hohenberg.json';
import taylorGreen from './presets/taylor-green.json';
import twoCharges from './presets/two-charges.json';
import wave from './presets/wave.json';
import type { Scene } from './schema';

/** A scene that comes with the program. */
export interface Preset {
  readonly id: string;
  /** The heading that it stands under. */
  readonly topic: string;
  readonly title: string;
  readonly description: string;
  readonly scene: Scene;
  /** Canonical text of `scene`: the dictionary of links made from it. */
  readonly text: string;
  /** First 8 hex digits of the SHA-256 of `text`. */
  readonly hash: string;
}

function preset(topic: string, document: unknown): Preset {
  const scene = parseScene(document);
  const text = canonicalText(scene as unknown as Json);
  const { id, title = id, description = '' } = scene;
  return { id, topic, title, description, scene, text, hash: textHash(text).slice(0, 8) };
}

const TOPICS: Readonly<Record<string, readonly unknown[]>> = {
  Flows: [
    cavityRe1000,
    cavityRe100,
    cavityRe400,
    cavityRe3200,
    cylinderRe100,
    cylinderRe20,
    shearLayer,
    decayingTurbulence,
    taylorGreen,
    kovasznay,
  ],
  'Steady fields': [
    poisson,
    darcy,
    darcyInverse,
    poissonJump,
    poissonL,
    poissonPeriodic,
    poissonChebyshev,
    twoCharges,
    anisotropic,
    helmholtz,
    bratu,
    heatSink,
  ],
  'Waves and patterns in time': [
    burgers,
    burgersInverse,
    burgersOperator,
    allenCahn,
    kdv,
    kuramotoSivashinsky,
    convection,
    convectionLagrangian,
    reaction,
    reactionDiffusion,
    wave,
    heat,
    heatBody,
    diffusionSorption,
    grayScott,
    shallowWater,
    schroedinger,
    nsVorticityForced,
    nsVorticityDecaying,
    nsVorticityMoe,
    kolmogorov,
    cahnHilliard,
    swiftHohenberg,
  ],
};

/** All presets, in the order in which the picker shows them. */
export const presets: readonly Preset[] = Object.entries(TOPICS).flatMap(([topic, documents]) => {
  return documents.map((document) => preset(topic, document));
});

/** What a first visit opens. */
export const DEFAULT_PRESET = 'cavity-re1000';

/** The preset of that id. Throws `bad-input` that names the nearest id. */
export function presetById(id: string): Preset {
  const found = presets.find((one) => one.id === id);
  if (found) return found;
  const ids = presets.map((one) => one.id);
  const similar = nearest(id, ids);
  const some = Object.keys(TOPICS).map((topic) => presets.find((one) => one.topic === topic)!.id);
  const hint = similar === null ? `there are ${ids.length}, such as ${some.join(', ')}` : `did you mean ${similar}?`;
  throw new Failure('bad-input', `there is no scene "${readable(id)}": ${hint}`, 'scene');
}
