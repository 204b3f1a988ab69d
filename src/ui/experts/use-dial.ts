import { useCallback, useEffect, useRef, useState } from 'react';
import type { TrioQuestion, TrioReport } from '../../worker/inside';
import { useStudio, useStudioState } from '../studio';

/** Steps of each in one go. */
const STEPS = 2;

/** The trainings side by side, which go on while somebody looks. */
export function useDial() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const [report, setReport] = useState<TrioReport | null>(null);
  const [training, setTraining] = useState(false);
  const wanted = useRef(false);
  const train = useCallback((on: boolean): void => {
    wanted.current = on;
    setTraining(on);
  }, []);
  const ask = useCallback(
    async (question: TrioQuestion, thenTrain = false): Promise<void> => {
      if (question.kind !== 'step') train(false);
      const found = await studio.ask.trio(question);
      setReport(found);
      if (!found) train(false);
      // The classical answer may be on its way although all are trained.
      else if (thenTrain || (found.working && question.kind === 'begin')) train(true);
    },
    [studio, train],
  );
  useEffect(() => {
    if (!training) return;
    let isGone = false;
    const go = async (): Promise<void> => {
      while (!isGone && wanted.current) {
        const found = await studio.ask.trio({ kind: 'step', count: STEPS });
        if (isGone) return;
        setReport(found);
        if (!found?.working && (!found || found.sides.every(({ finished }) => finished))) train(false);
      }
    };
    void go();
    return () => {
      isGone = true;
    };
  }, [training, studio, train]);
  // Another scene has none.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded` stands for the scene
  useEffect(() => {
    setReport(null);
    return () => {
      train(false);
      void studio.ask.trio({ kind: 'end' });
    };
  }, [loaded]);
  return { report, training, ask, train };
}
