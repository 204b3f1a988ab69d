import type { Peer } from './peer';

/** @param jax the module @jax-js/jax, which may not be installed when types are checked */
export function jaxPeer(jax: unknown): Peer;
