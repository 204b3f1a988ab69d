/**
 * Reads a file of the site's public folder, such as `references/burgers.npz`; null where there is none. The command line
 * reads the folder itself, a page fetches.
 */
export type ReadAsset = (path: string) => Promise<Uint8Array | null>;
