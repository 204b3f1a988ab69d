/** The browser of the page tests: CHROME_PATH, an installed one, or the one Playwright downloaded. */
export function findBrowser(): Promise<string | undefined>;
