/** A stop of the dial: what is asked to hold, and how. */
interface Stop {
  readonly method: string;
  readonly title: string;
  readonly words: string;
}

/** From the softest to the hardest. */
export const STOPS: readonly Stop[] = [
  {
    method: 'pi-sc',
    title: 'soft penalty',
    words: 'The basis is summed; equation, start and sides are penalties.',
  },
  {
    method: 'pi-ot',
    title: 'output transform',
    words: 'Start and given sides hold by construction; the equation is a penalty.',
  },
  {
    method: 'pi-hc',
    title: 'single projection',
    words: 'One least-squares problem weighs the basis until the equation holds.',
  },
  {
    method: 'pi-hc-moe',
    title: 'experts',
    words: 'One such problem for each box: experts answer for their own part.',
  },
];

/** The stop of a method, the hardest where it is none of them. */
export function stopOf(method: string | undefined): number {
  const found = STOPS.findIndex((stop) => stop.method === method);
  return found < 0 ? STOPS.length - 1 : found;
}
