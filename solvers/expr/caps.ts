/** Longest formula, in UTF-16 code units. */
export const MAX_CHARACTERS = 4096;

/** Deepest nesting of a formula; a chain such as `a + b + c + ...` is one level however long it is. */
export const MAX_DEPTH = 64;

/**
 * Most operations in a formula: operators, calls, and arguments after a call's first. It keeps generated kernels
 * quick to compile, and bounds the recursion of everything that walks an {@link Expr}.
 */
export const MAX_OPERATIONS = 500;

/** Longest text of a whole system: equations, parameters and definitions together. */
export const MAX_SYSTEM_CHARACTERS = 65_536;
