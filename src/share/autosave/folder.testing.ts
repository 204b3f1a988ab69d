/** What goes wrong with a {@link memoryFolder}. */
interface Faults {
  /** This file is cut when it is written. */
  torn: string | null;
  /** Bytes that all files may take. */
  quota: number;
  /** The browser dies after so many more operations: all that come later fail, and leave no trace. */
  left: number;
}

const toBytes = (part: string | Uint8Array): Uint8Array =>
  typeof part === 'string' ? new TextEncoder().encode(part) : new Uint8Array(part);

/** Private files in memory, for tests. */
export function memoryFolder() {
  const faults: Faults = { torn: null, quota: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY };
  /** All files by their paths. */
  const files = new Map<string, Uint8Array>();
  const act = (): void => {
    if (faults.left <= 0) throw new Error('the browser has died');
    faults.left--;
  };
  const used = (): number => [...files.values()].reduce((sum, { length }) => sum + length, 0);

  const handle = (path: string) => ({
    getDirectoryHandle: async (name: string) => handle(`${path}${name}/`),
    getFileHandle: async (name: string, options?: { create: boolean }) => {
      const at = `${path}${name}`;
      act();
      if (!files.has(at)) {
        if (!options?.create) throw new DOMException('not found', 'NotFoundError');
        files.set(at, new Uint8Array());
      }
      return {
        getFile: async () => new Blob([new Uint8Array(files.get(at) ?? [])]),
        createWritable: async () => {
          let bytes = new Uint8Array();
          return {
            write: async (part: string | Uint8Array) => {
              act();
              bytes = new Uint8Array(toBytes(part));
              if (used() + bytes.length > faults.quota) throw new DOMException('full', 'QuotaExceededError');
            },
            close: async () => {
              act();
              files.set(at, faults.torn === name ? bytes.slice(0, 9) : bytes);
            },
            abort: async () => {},
          };
        },
      };
    },
    removeEntry: async (name: string) => {
      act();
      files.delete(`${path}${name}`);
    },
    keys: async function* () {
      for (const name of [...files.keys()]) if (name.startsWith(path)) yield name.slice(path.length);
    },
  });
  return { files, faults, open: async () => handle('') as unknown as FileSystemDirectoryHandle };
}
