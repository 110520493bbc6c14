import type { StorefrontView } from '#app/contracts/storefront.ts';
import type { Speech } from './speech.ts';

/**
 * What ends next, once the program warns of it. Each part that asks for the member's state must show this: the answer that carries a warning is the proof that the
 * account showed it (contract, `notices`).
 */
export function ExpiryWarning({ view: { notices, points, program }, speech }: { readonly view: StorefrontView; readonly speech: Speech }) {
  const isWarned = notices.some(({ kind }) => kind === 'expiry-warning');
  if (!isWarned || points.expiring === null) return null;
  return (
    <s-text tone="warning">
      {speech.say('expiry.soon', { points: speech.points(points.expiring.points, program.unit), day: speech.day(points.expiring.at) })}
    </s-text>
  );
}
