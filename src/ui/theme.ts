import type { CanvasColours } from '../state/parts';
import type { Theme } from '../state/slices/look';

const KEY = 'nablab.theme';

/** The theme chosen on an earlier visit, else the system's. */
export function firstTheme(): Theme {
  return stored() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

/** Calls back when the system changes its mind, unless a theme was chosen here. */
export function followSystem(change: (theme: Theme) => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
    if (stored() === null) change(event.matches ? 'dark' : 'light');
  });
}

export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the theme lasts as long as the page.
  }
}

/** Applies a theme to the document and gives the colours that canvases need. */
export function applyTheme(theme: Theme): CanvasColours {
  document.documentElement.dataset.theme = theme;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): number => Number.parseInt(style.getPropertyValue(name).trim().slice(1), 16);
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', style.getPropertyValue('--paper').trim());
  return { background: colour('--canvas'), foreground: colour('--canvas-ink') };
}

function stored(): Theme | null {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : null;
  } catch {
    return null;
  }
}
