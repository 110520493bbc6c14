import type { HandoverAnswer } from '#app/contracts/handover.ts';
import type { MessageKey, Translator } from '#app/i18n/translator.ts';

const KNOWN = [
  ...['unknown-code', 'not-by-hand', 'handed-over', 'ended'],
  ...['not-handed-over', 'too-late', 'no-reason', 'unknown-reward', 'out-of-range'],
] as readonly Reason[];

type Reason = Extract<MessageKey, `handover.refused.${string}`> extends `handover.refused.${infer Name}` ? Name : never;

/** Why it was refused, in the reader's words; null: it was not. */
export function refusalText(answer: HandoverAnswer | undefined, { t }: Pick<Translator, 't'>): string | null {
  if (answer?.outcome !== 'refused') return null;
  if (answer.reason === 'not-allowed') return t('rights.refused');
  const reason = KNOWN.find((known) => known === answer.reason);
  return t(`handover.refused.${reason ?? 'unknown-code'}`);
}
