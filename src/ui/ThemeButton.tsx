import { IconButton } from './IconButton';
import { useStudio, useStudioState } from './studio';
import { rememberTheme } from './theme';

/** Light or dark, kept in this browser. */
export function ThemeButton() {
  const studio = useStudio();
  const theme = useStudioState((state) => state.theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      icon={theme === 'dark' ? 'sun' : 'moon'}
      label={`Use the ${other} theme`}
      onClick={() => {
        studio.store.getState().setTheme(other);
        rememberTheme(other);
      }}
    />
  );
}
