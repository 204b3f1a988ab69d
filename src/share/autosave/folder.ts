/** Names of all that lies in a folder. */
export async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

/**
 * Removes what a browser left that was killed while it wrote: Chromium writes beside a file, puts that in its place at
 * the end, and never looks at it again where there was none. To be called by whoever alone writes there, before it does.
 */
export async function removeSwaps(folder: FileSystemDirectoryHandle): Promise<void> {
  for (const file of await namesIn(folder)) {
    if (file.endsWith('.crswap')) await folder.removeEntry(file).catch(() => {});
  }
}
