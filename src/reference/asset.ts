/** Reads a file of the site's public folder, such as `references/burgers.npz`; null where there is none. */
export type ReadAsset = (path: string) => Promise<Uint8Array | null>;

/**
 * Reads from the site itself.
 * @param base where the page lies, `document.baseURI`; workers get it from the page, as they lie elsewhere.
 */
export function assetsAt(base: string): ReadAsset {
  return async (path) => {
    const response = await fetch(new URL(path, base)).catch(() => null);
    // A development server answers with its page where a file is missing.
    if (!response?.ok || response.headers.get('content-type')?.includes('text/html')) return null;
    return new Uint8Array(await response.arrayBuffer());
  };
}
