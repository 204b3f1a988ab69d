import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Chromium, Chrome and Edge are installed, by system. */
function places() {
  switch (process.platform) {
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ];
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
        .flatMap((name) => process.env[name] ?? [])
        .flatMap((base) => [
          join(base, 'Google/Chrome/Application/chrome.exe'),
          join(base, 'Microsoft/Edge/Application/msedge.exe'),
        ]);
    default:
      return [
        '/usr/bin/chromium',
        '/usr/bin/google-chrome-stable',
        '/usr/bin/google-chrome',
        '/opt/google/chrome/chrome',
        '/usr/bin/chromium-browser',
      ];
  }
}

/** The browser of the page tests: CHROME_PATH, an installed one, or the one Playwright downloaded. */
export async function findBrowser() {
  const own = process.env.CHROME_PATH;
  if (own) return existsSync(own) ? own : undefined;
  const installed = places().find((path) => existsSync(path));
  if (installed) return installed;
  const playwright = await import('playwright-core').catch(() => undefined);
  const downloaded = playwright?.chromium.executablePath();
  return downloaded && existsSync(downloaded) ? downloaded : undefined;
}
