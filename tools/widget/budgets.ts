import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

interface Budget {
  readonly name: string;
  /** Null: no limit. */
  readonly rawBytes: number | null;
  readonly gzipBytes: number | null;
  readonly when: string;
}

const LANGUAGES = ['en', 'pl', 'ru', 'de', 'fr', 'es'];
const KB = 1_024;

/** What a shopper's browser may load, and when it does. Shopify's own check allows 10,000 raw bytes for a script that a block brings. */
export const BUDGETS: readonly Budget[] = [
  { name: 'rung-launcher.js', rawBytes: 10_000, gzipBytes: 2 * KB, when: 'on every page' },
  { name: 'rung-points.js', rawBytes: 10_000, gzipBytes: 3 * KB, when: 'on pages with a points block' },
  { name: 'rung-blocks.css', rawBytes: 10_000, gzipBytes: 2 * KB, when: 'on pages with a block' },
  { name: 'rung-panel.js', rawBytes: null, gzipBytes: 12 * KB, when: 'when the rewards are opened' },
  { name: 'rung-more.js', rawBytes: null, gzipBytes: 6 * KB, when: 'with a code, for guests, and for the other tabs' },
  ...LANGUAGES.map((language) => ({
    name: `rung-words-${language}.json`,
    rawBytes: null,
    gzipBytes: 4 * KB,
    when: 'one language, when opened',
  })),
];

/** Bytes of some assets together, each compressed as a server would. */
export function totalOf(folder: string, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(folder, name)), { level: 9 }).byteLength, 0);
}
