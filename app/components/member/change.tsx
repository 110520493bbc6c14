import type { PostingView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';

/** How a posting changed the balance that is shown; points that are only on their way are said to be. */
export function Change({ posting }: { readonly posting: PostingView }) {
  const { t, signedPointsNumber } = useI18n();
  const unit = posting.transfers[0]?.unit;
  const pending = pendingChange(posting);
  if (posting.change === 0 && pending !== 0) {
    return (
      <>
        {signedPointsNumber(pending, unit)}
        <span className="rung-quiet rung-block">{t('statement.pending')}</span>
      </>
    );
  }
  return (
    <span className={posting.change > 0 ? 'rung-gain' : posting.change < 0 ? 'rung-loss' : ''}>
      {signedPointsNumber(posting.change, unit)}
    </span>
  );
}

/** Points that began or ceased to be on their way. */
function pendingChange({ transfers }: PostingView): number {
  return transfers.reduce((sum, { from, to, points }) => sum + (to === 'pending' ? points : 0) - (from === 'pending' ? points : 0), 0);
}
