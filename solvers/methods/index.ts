import type { Method } from './solver';

/**
 * How to come by every method, by its id; one line each, in the order in which they are asked whether they fit a
 * scene that names none. A page loads those that it needs.
 */
export const loaders: Readonly<Record<string, () => Promise<Method>>> = {
  flow: async () => (await import('./flow')).flow,
  multigrid: async () => (await import('./multigrid')).multigrid,
  evolve: async () => (await import('./evolve')).evolve,
  pinn: async () => (await import('./pinn')).pinn,
  fno: async () => (await import('./fno')).fno,
  deeponet: async () => (await import('./deeponet')).deeponet,
  nsm: async () => (await import('./nsm')).nsm,
  design: async () => (await import('./design')).design,
  'pi-sc': async () => (await import('./moe')).piSc,
  'pi-ot': async () => (await import('./moe')).piOt,
  'pi-hc': async () => (await import('./moe')).piHc,
  'pi-hc-moe': async () => (await import('./moe')).piHcMoe,
};
