// The page that measures one peer on one workload in a browser.
import { browserPeers } from './browser.mjs';
import { measurePeer } from './measure';
import { emptyRow, type PeerName, type PeerRow, type PeerWorkload } from './peer';

declare global {
  var measurePeerHere: (peer: PeerName, workload: PeerWorkload, adapter: string, brief: boolean) => Promise<PeerRow>;
}

globalThis.measurePeerHere = (peer, workload, adapter, brief) =>
  measurePeer(browserPeers, peer, workload, adapter, brief).catch((error: Error) =>
    emptyRow(peer, workload, error.message.split('\n')[0]!),
  );
