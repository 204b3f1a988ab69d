/**
 * webgpu-utils names Float16Array when it loads; Node 20 and browsers before 2025 do not have it. Nothing here
 * stores halves through it, so a class that only answers to the name will do. Import this before webgpu-utils.
 */
const scope = globalThis as { Float16Array?: unknown };
scope.Float16Array ??= class Float16Array extends Uint16Array {};

export {};
