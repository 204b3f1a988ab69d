import type { PeerLoaders } from './peer';

export const browserPeers: PeerLoaders;
