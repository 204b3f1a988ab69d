export type { ActivationName } from './activation';
export { lowerJetBackward } from './backward';
export type { Channel } from './channels';
export { lowerJetForward } from './forward';
export type { JetShape } from './shape';
