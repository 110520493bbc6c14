import { existsSync } from 'node:fs';
import bundled from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];

/** Who the browser says it is: the app answers "gone" to a headless one, which counts as a bot. Give it to `browser.newContext`. */
export const USER_AGENT = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/**
 * A real Chromium: the one from npm, then the system's, then an installed Google Chrome.
 * Throws when none starts, with the reason of each.
 */
export async function openBrowser(): Promise<Browser> {
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));
  const ways = [
    async () => chromium.launch({ executablePath: await bundled.executablePath(), args: ARGS }),
    ...(system ? [() => chromium.launch({ executablePath: system, args: ARGS })] : []),
    () => chromium.launch({ channel: 'chrome', args: ARGS }),
  ];
  const reasons: string[] = [];
  for (const launch of ways) {
    try {
      return await launch();
    } catch (error) {
      reasons.push((error as Error).message.split('\n', 1)[0] ?? '');
    }
  }
  throw new Error(`no browser starts on this machine; install Chromium. Tried: ${reasons.join('; ')}`);
}
