/** Named things of several windows under one roof: `window.K.NAME`. */
export function united<T>(parts: readonly ReadonlyMap<string, T>[]): Map<string, T> {
  return new Map(parts.flatMap((own, k) => [...own].map(([name, value]) => [`window.${k}.${name}`, value] as const)));
}

/** The other way: what belongs to each of `count` windows. */
export function split<T>(whole: ReadonlyMap<string, T>, count: number): Map<string, T>[] {
  return Array.from({ length: count }, (_, k) => {
    const prefix = `window.${k}.`;
    const own = [...whole].filter(([name]) => name.startsWith(prefix));
    return new Map(own.map(([name, value]) => [name.slice(prefix.length), value]));
  });
}
