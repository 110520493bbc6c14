import type { TranslationOf } from './message.ts';
import { en } from './catalog.en.ts';

export const pl: TranslationOf<typeof en> = en;
