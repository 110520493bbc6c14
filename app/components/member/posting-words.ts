import { ADJUSTMENT_REASONS } from '#app/contracts/adjustment.ts';
import type { PostingView } from '#app/contracts/reading.ts';
import type { Translator } from '#app/i18n/translator.ts';

const KINDS = [
  ...['order-settled', 'points-matured', 'redemption-held', 'redemption-captured', 'redemption-released', 'redemption-returned'],
  ...[
    'late-capture',
    'points-expired',
    'adjusted',
    'written-off',
    'forfeited',
    'merged',
    'unmerged',
    'reassigned',
    'entry-reward',
    'imported',
    'bonus',
  ],
] as const;

type Kind =
  | 'order-settled'
  | 'points-matured'
  | 'redemption-held'
  | 'redemption-captured'
  | 'redemption-released'
  | 'redemption-returned'
  | 'late-capture'
  | 'points-expired'
  | 'adjusted'
  | 'written-off'
  | 'forfeited'
  | 'merged'
  | 'unmerged'
  | 'reassigned'
  | 'entry-reward'
  | 'imported'
  | 'bonus';

/** What a posting is called; a kind of a later version shows its own name. */
export function postingName(kind: string, t: Translator['t']): string {
  return isKind(kind) ? t(`posting.${kind}`) : kind;
}

/** Why staff changed the balance: one of the form's reasons, or what was written; null for postings that explain themselves. */
export function reasonName(
  { kind, because, reasonCode }: Pick<PostingView, 'kind' | 'because' | 'reasonCode'>,
  t: Translator['t'],
): string | null {
  if (reasonCode === 'bulk-undone') return t('posting.bulk-undone');
  const written = because[0];
  if (kind !== 'adjusted' || written === undefined) return null;
  const reason = ADJUSTMENT_REASONS.find((known) => known === written);
  return reason === undefined ? written : t(`adjust.reason.${reason}`);
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}
