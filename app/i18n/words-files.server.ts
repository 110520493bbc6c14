import type { Locale } from './locale.ts';

/** Where browsers find the words of each language; the build writes the addresses (vite.config.ts). Empty outside of it. */
export const WORDS_FILES: Readonly<Partial<Record<Locale, string>>> = {};
