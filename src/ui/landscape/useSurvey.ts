import { useCallback, useEffect, useRef, useState } from 'react';
import { useStudio, useStudioState } from '../studio';
import { emptySurvey, rowsFromTheMiddle, type Survey, type SurveyPlan, withRow } from './survey';

/** The look around the weights that is under way or was the last: row by row, so that it can be stopped. */
export function useSurvey() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const [survey, setSurvey] = useState<Survey | null>(null);
  /** The step of the training whose weights stand in the middle. */
  const [step, setStep] = useState(0);
  const [busy, setBusy] = useState(false);
  /** Changes with every beginning and end. */
  const turn = useRef(0);

  const stop = useCallback((): void => {
    turn.current++;
    setBusy(false);
  }, []);

  const begin = useCallback(
    async (plan: SurveyPlan): Promise<void> => {
      const mine = ++turn.current;
      const { running, finished } = studio.store.getState();
      const goesOn = running && !finished;
      setBusy(true);
      // The training waits: its points and what it takes from the device stay as they are.
      if (goesOn) await studio.pause();
      let found = emptySurvey(plan);
      setSurvey(found);
      setStep(studio.store.getState().step);
      try {
        const engine = studio.ask.engine;
        await engine?.landscape({ kind: 'begin', seed: plan.seed });
        for (const row of rowsFromTheMiddle(plan.size)) {
          if (mine !== turn.current) break;
          const second = found.steps[row]!;
          const own = await engine?.landscape({ kind: 'row', first: found.steps, second });
          if (!own || mine !== turn.current) break;
          found = withRow(found, row, own);
          setSurvey(found);
        }
      } catch (error) {
        // What was begun for another scene ends with it.
        if (mine === turn.current) studio.report(error);
      }
      if (mine === turn.current) setBusy(false);
      if (goesOn) await studio.run();
    },
    [studio],
  );

  // Another scene has other weights.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded` stands for the scene
  useEffect(() => {
    setSurvey(null);
    return () => {
      stop();
      void studio.ask.engine?.landscape({ kind: 'end' }).catch(() => {});
    };
  }, [loaded]);
  return { survey, step, busy, begin, stop };
}
