import { useCallback, useEffect, useMemo, useState } from 'react';

type Katex = typeof import('./katex')['default'];
let katexReady: Katex | null = null;

/** A formula as KaTeX sets it; its plain text until KaTeX has come, and where the LaTeX does not hold. */
export function Equation({
  latex,
  text,
  display = false,
}: {
  readonly latex: string;
  readonly text: string;
  readonly display?: boolean;
}) {
  const [katex, setKatex] = useState<Katex | null>(() => katexReady);
  useEffect(() => {
    if (katex) return;
    let wanted = true;
    void import('./katex').then(
      (module) => {
        katexReady = module.default;
        if (wanted) setKatex(() => module.default);
      },
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [katex]);
  const formula = useMemo(() => katex && set(katex, latex, display), [katex, latex, display]);
  const place = useCallback(
    (host: HTMLSpanElement | null) => host?.replaceChildren(...(formula ? [formula] : [])),
    [formula],
  );
  if (!formula) return <code className="equation equation-plain">{text}</code>;
  return <span className="equation" ref={place} />;
}

/** The formula as elements, not as text that would become markup; null where the LaTeX does not hold. */
function set(katex: Katex, latex: string, display: boolean): HTMLElement | null {
  const formula = document.createElement('span');
  try {
    katex.render(latex, formula, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: false,
      output: 'htmlAndMathml',
    });
    return formula;
  } catch {
    return null;
  }
}
