import { useEffect, useState } from 'react';
import { copyText, formatNumber, formatUnit } from './format';

const SHOWN_MS = 1200;

/** A number that is copied, in full, by a click; under a heading that says what no unit means. */
export function CopyNumber({
  value,
  unit,
  name,
}: {
  readonly value: number;
  readonly unit: string;
  readonly name: string;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    navigator.clipboard?.writeText(copyText(value, unit)).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <button
      type="button"
      className="number"
      onClick={copy}
      title={`Copy ${copyText(value, unit)} (${formatUnit(unit)})`}
      aria-label={`${name}: ${formatNumber(value)} ${formatUnit(unit)}. Copy`}
    >
      {copied ? <span className="number-copied">copied</span> : <span>{formatNumber(value)}</span>}
      {unit !== '' && <span className="unit">{unit}</span>}
    </button>
  );
}
