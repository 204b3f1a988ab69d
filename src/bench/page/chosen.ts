import type { Workload } from '../workload';
import { QUICK, workloads } from '../workloads';

/** The workloads that an address asks for, and the names in it that are none. */
export function chosenWorkloads(wish: string): { workloads: readonly Workload[]; unknown: readonly string[] } {
  const names = /^(1|true)?$/.test(wish) ? QUICK : wish.split(',').slice(0, 50);
  const found = names.flatMap((name) => workloads.find((one) => one.name === name) ?? []);
  const unknown = names.filter((name) => !found.some((one) => one.name === name));
  return { workloads: found, unknown: unknown.map((name) => name.slice(0, 40)) };
}
