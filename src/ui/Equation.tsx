import { useEffect, useState } from 'react';

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
  const html = katex && render(katex, latex, display);
  if (!html) return <code className="equation equation-plain">{text}</code>;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX escapes its input (trust is off); the LaTeX is made from a syntax tree
  return <span className="equation" dangerouslySetInnerHTML={{ __html: html }} />;
}

function render(katex: Katex, latex: string, display: boolean): string | null {
  try {
    return katex.renderToString(latex, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: false,
      output: 'htmlAndMathml',
    });
  } catch {
    return null;
  }
}
