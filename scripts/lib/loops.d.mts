/** Loops of a WGSL source that are not plainly bounded: where in the text, and what is wrong. */
export function unboundedLoops(wgsl: string): { readonly index: number; readonly why: string }[];
