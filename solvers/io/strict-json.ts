/** A JSON value whose objects are maps, so that no key can touch a prototype. */
export type StrictJson = string | number | readonly StrictJson[] | ReadonlyMap<string, StrictJson>;

const TOKEN = /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?))/uy;

/**
 * Parses JSON that is made of objects, arrays, strings and numbers. Unlike `JSON.parse` it refuses a key that stands
 * twice in an object, and nesting deeper than `depth`.
 * @param refuse is called with what is wrong, and throws.
 */
export function parseStrictJson(text: string, depth: number, refuse: (why: string) => never): StrictJson {
  let at = 0;
  const next = (): string => {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) return refuse(`is not plain JSON at character ${at}`);
    at = TOKEN.lastIndex;
    return match[0].trimStart();
  };
  const expect = (wanted: string): void => {
    const found = next();
    if (found !== wanted) refuse(`has ${found.slice(0, 20)} where ${wanted} should be, before character ${at}`);
  };
  const string = (token: string): string => {
    if (!token.startsWith('"')) return refuse(`has ${token.slice(0, 20)} where a string should be`);
    try {
      return JSON.parse(token) as string;
    } catch {
      return refuse(`has a string with a wrong escape before character ${at}`);
    }
  };
  /** Reads items up to `end`; true while there is one more. */
  const items = (end: string, item: (token: string) => void): void => {
    let token = next();
    if (token === end) return;
    for (;;) {
      item(token);
      const separator = next();
      if (separator === end) return;
      if (separator !== ',') refuse(`has ${separator.slice(0, 20)} where a comma should be, before character ${at}`);
      token = next();
    }
  };
  const value = (token: string, level: number): StrictJson => {
    if ((token === '{' || token === '[') && level > depth) return refuse(`is nested deeper than ${depth} levels`);
    if (token === '{') {
      const map = new Map<string, StrictJson>();
      items('}', (first) => {
        const key = string(first);
        if (map.has(key)) refuse(`has the key ${JSON.stringify(key.slice(0, 60))} twice`);
        expect(':');
        map.set(key, value(next(), level + 1));
      });
      return map;
    }
    if (token === '[') {
      const list: StrictJson[] = [];
      items(']', (first) => {
        list.push(value(first, level + 1));
      });
      return list;
    }
    if (token.startsWith('"')) return string(token);
    const number = Number(token);
    return Number.isFinite(number) ? number : refuse(`has ${token.slice(0, 20)} where a value should be`);
  };
  const result = value(next(), 1);
  if (text.slice(at).trim() !== '') refuse(`goes on after its end, at character ${at}`);
  return result;
}
