import { NAMELESS } from '#app/contracts/reading.ts';
import type { Translator } from '#app/i18n/translator.ts';

/** What a member is called on the pages: the name or the e-mail as it is; who has neither is called by what they are, in the reader's language. */
export function memberNameText(name: string | null, t: Translator['t']): string {
  if (name === NAMELESS.erased) return t('member.erased');
  if (name === NAMELESS.guest) return t('member.state.guest');
  return name === null || name.trim() === '' ? t('member.unnamed') : name;
}
