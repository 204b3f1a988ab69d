import { useEffect } from 'react';
import { IconButton } from './IconButton';
import { useStudio, useStudioState } from './studio';

const INFO_MS = 6000;

/** Lines from the engine and about outside input; errors stay until they are closed. */
export function Notices() {
  const studio = useStudio();
  const notices = useStudioState((state) => state.notices);
  const spoken = useStudioState((state) => state.spoken);
  useEffect(() => {
    const passing = notices.find(({ level }) => level === 'info');
    if (!passing) return;
    const timer = setTimeout(() => studio.store.getState().dismiss(passing.id), INFO_MS);
    return () => clearTimeout(timer);
  }, [notices, studio]);
  return (
    <>
      <p className="visually-hidden" role="status">
        {spoken}
      </p>
      <ul className="notices" aria-live="polite" aria-label="Notices">
        {notices.map(({ id, level, text }) => (
          <li key={id} className={`notice notice-${level}`}>
            <span>{text}</span>
            <IconButton icon="close" label="Dismiss" onClick={() => studio.store.getState().dismiss(id)} />
          </li>
        ))}
      </ul>
    </>
  );
}
