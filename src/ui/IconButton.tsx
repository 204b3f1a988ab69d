import type { ComponentPropsWithRef } from 'react';
import { Icon, type IconName } from './Icon';

/** A button with a drawing; `label` is its name for everybody: tooltip and screen reader. */
export function IconButton({
  icon,
  label,
  keys,
  className = '',
  ...rest
}: { readonly icon: IconName; readonly label: string; readonly keys?: string } & ComponentPropsWithRef<'button'>) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      {...(keys ? { 'aria-keyshortcuts': keys } : {})}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
