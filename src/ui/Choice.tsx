import { Select } from '@base-ui/react/select';
import { Icon } from './Icon';

/** One of a few named values, as a compact select. */
export function Choice<T extends string | number>({
  label,
  value,
  options,
  onChange,
  className = '',
}: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly className?: string;
}) {
  return (
    <Select.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next as T)}>
      <Select.Trigger className={`choice ${className}`} aria-label={label}>
        <Select.Value />
        <Select.Icon className="choice-icon">
          <Icon name="down" size={14} />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal role="region" aria-label={label}>
        <Select.Positioner className="positioner" sideOffset={4} alignItemWithTrigger={false}>
          <Select.Popup className="popup menu">
            <Select.List>
              {options.map((option) => (
                <Select.Item key={option.value} value={option.value} className="menu-item">
                  <Select.ItemIndicator className="menu-mark">
                    <Icon name="check" size={14} />
                  </Select.ItemIndicator>
                  <Select.ItemText className="menu-text">{option.label}</Select.ItemText>
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
