import type { StorefrontView } from '#app/contracts/storefront.ts';
import type { Speech } from '../../shared-ui/speech.ts';

/** The big number, and beneath it what is on its way. */
export function Balance({ view: { points, program }, speech }: { readonly view: StorefrontView; readonly speech: Speech }) {
  const { unit } = program;
  return (
    <s-section>
      <s-stack gap="small-200" accessibilityRole="status">
        <s-heading>{speech.points(points.shown, unit)}</s-heading>
        {points.debt > 0 && <s-text tone="warning">{speech.say('balance.debt', { points: speech.points(points.debt, unit) })}</s-text>}
        {points.arriving.map(({ points: arriving, at }) => (
          <s-text key={`${at ?? 'later'} ${arriving}`} color="subdued">
            {at === null
              ? speech.say('balance.arrivingLater', { points: speech.points(arriving, unit) })
              : speech.say('balance.arriving', { points: speech.points(arriving, unit), day: speech.day(at) })}
          </s-text>
        ))}
        {points.waitingForRate.map(({ orderName, currency }) => (
          <s-text key={orderName} color="subdued">
            {speech.say('balance.waitingForRate', { order: orderName, currency })}
          </s-text>
        ))}
      </s-stack>
    </s-section>
  );
}
