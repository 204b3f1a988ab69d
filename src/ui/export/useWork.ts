import { useState } from 'react';
import { useStudio } from '../studio';

/** One thing is made at a time; what goes wrong is said as a notice. */
export function useWork(): { readonly busy: boolean; readonly work: (make: () => Promise<void>) => Promise<void> } {
  const studio = useStudio();
  const [busy, setBusy] = useState(false);
  const work = async (make: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await make();
    } catch (error) {
      studio.store.getState().notify('error', error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, work };
}
