import { useEffect, useState } from 'react';
import type { Scene } from '../../../scenes';
import type { MethodFit } from '../../worker/protocol';
import { useStudio } from '../studio';

/** Methods are asked when nothing was typed for so long, ms. */
const REST_MS = 350;

/** The methods and whether they take the scene, the one that is asked first in front; null while they are asked. */
export function useFits(scene: Scene | null): readonly MethodFit[] | null {
  const studio = useStudio();
  const [known, setKnown] = useState<{ readonly text: string; readonly fits: readonly MethodFit[] } | null>(null);
  const { method: _, ...open } = scene ?? ({} as Partial<Scene>);
  const text = scene ? JSON.stringify(open) : '';
  useEffect(() => {
    if (text === '') return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      const fits = await studio.compare.methods(JSON.parse(text));
      if (isWanted) setKnown({ text, fits });
    }, REST_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text, studio]);
  return known !== null && known.text === text ? known.fits : null;
}
