import { useEffect, useState } from 'react';
import { copyText, formatNumber, formatUnit } from './format';

const SHOWN_MS = 1200;

/** A number that is copied, in full, by a click. Its unit is shown, or said where it is shown elsewhere. */
export function CopyNumber({
  value,
  unit,
  name,
  showUnit = true,
}: {
  readonly value: number;
  readonly unit: string;
  readonly name: string;
  readonly showUnit?: boolean;
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
    <button type="button" className="number" onClick={copy} title={`Copy ${copyText(value, unit)}`} aria-label={`${name}: ${formatNumber(value)} ${formatUnit(unit)}. Copy`}>
      {copied ? <span className="number-copied">copied</span> : <span>{formatNumber(value)}</span>}
      {showUnit && <span className={unit === '' ? 'unit unit-none' : 'unit'}>{formatUnit(unit)}</span>}
    </button>
  );
}
