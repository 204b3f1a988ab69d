import type { Fault, Fix } from '../../state/typed/faults';

/** What is wrong, each with buttons that mend it. */
export function Faults({ faults, onFix }: { readonly faults: readonly Fault[]; onFix(fix: Fix): void }) {
  return (
    <div className="faults" aria-live="polite">
      {faults.map((fault) => (
        <div key={`${fault.at} ${fault.line} ${fault.message}`} className="fault">
          <p>
            {fault.at === 'equations' && fault.line !== null ? `Equation ${fault.line + 1}: ` : ''}
            {fault.message}
          </p>
          <div className="fault-fixes">
            {fault.fixes.map((fix) => (
              <button key={fix.words} type="button" className="button" onClick={() => onFix(fix)}>
                {fix.words}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
