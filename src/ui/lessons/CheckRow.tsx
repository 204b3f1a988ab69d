import { useEffect } from 'react';
import { type Check, judgeCheck, type Standing } from '../../state/lessons/lesson';
import { metricTitle } from '../../state/metrics';
import { formatNumber } from '../format';
import { Icon } from '../Icon';
import { useStudio } from '../studio';

/** What the reader must achieve, and how far that is; once achieved it stays. */
export function CheckRow({
  check,
  standing,
  isAchieved,
  onMet,
}: {
  readonly check: Check;
  readonly standing: Standing | null;
  readonly isAchieved: boolean;
  readonly onMet: (check: Check) => void;
}) {
  const studio = useStudio();
  const judged = standing && judgeCheck(check, standing);
  const isMet = judged?.isMet ?? false;
  useEffect(() => {
    if (!isMet || isAchieved) return;
    onMet(check);
    studio.store.getState().say(`Achieved: ${check.words}`);
  }, [isMet, isAchieved, check, onMet, studio]);
  const told = judged?.values.filter(({ value }) => value !== null) ?? [];
  return (
    <div className="lesson-check" data-achieved={isAchieved}>
      <span className="lesson-mark" aria-hidden="true">
        {isAchieved && <Icon name="check" />}
      </span>
      <div>
        <p className="lesson-goal">{check.words}</p>
        <p className="hint">
          {isAchieved ? 'Achieved. ' : 'Not yet. '}
          {told.map(({ name, value }) => `${nameOf(name, standing)} is ${formatNumber(value!, 3)}`).join(', ')}
          {told.length > 0 && '.'}
          {!isMet && check.methods.length > 0 && standing && !check.methods.includes(standing.method)
            ? ` Counts by ${check.methods.join(' or ')}.`
            : ''}
        </p>
      </div>
    </div>
  );
}

function nameOf(name: string, standing: Standing | null): string {
  return name === 'cells' ? 'the longest side in cells' : metricTitle(name, standing?.method);
}
