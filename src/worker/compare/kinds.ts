/** Methods whose error is known to fall with the grid, in the order in which they are asked. */
export const CLASSICAL: readonly string[] = ['multigrid', 'evolve', 'flow'];

/** What makes an answer, in a word for titles and sentences. */
const WORDS: Readonly<Record<string, string>> = {
  pinn: 'network',
  fno: 'Fourier operator',
  'pi-hc-moe': 'experts',
  multigrid: 'multigrid',
  evolve: 'time stepping',
  flow: 'finite volumes',
};

/** What makes an answer, in a word. */
export function wordFor(method: string): string {
  return WORDS[method] ?? method;
}
