import type { DataFile } from '../../worker/inside';

/** Pieces of a folder at most; a zarr folder holds a file for each chunk. */
const MOST_PIECES = 50_000;

/** Files from a dialog; those of a folder are named with it. */
export function chosen(files: Iterable<File>): DataFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
}

/** What was dropped: files, and the files of folders. Ask for it while the event is being handled. */
export async function dropped({ items, files }: Pick<DataTransfer, 'items' | 'files'>): Promise<DataFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.() ?? null).filter((entry) => entry !== null);
  if (!entries.some(({ isDirectory }) => isDirectory)) return chosen(files);
  const found: DataFile[] = [];
  for (const entry of entries) await gather(entry, entry.name, found);
  return found;
}

async function gather(entry: FileSystemEntry, path: string, into: DataFile[]): Promise<void> {
  // What is over the limit is refused by whoever opens it.
  if (into.length > MOST_PIECES) return;
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ path, blob });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A hundred at a time, until none are left.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const one of part) await gather(one, `${path}/${one.name}`, into);
  }
}
