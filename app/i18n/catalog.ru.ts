import type { TranslationOf } from './message.ts';
import { en } from './catalog.en.ts';

export const ru: TranslationOf<typeof en> = en;
