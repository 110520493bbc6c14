import type { StorefrontProgress, StorefrontView } from '#app/contracts/storefront.ts';
import type { Speech } from '../../shared-ui/speech.ts';

/** The tier: which one, how far the next is, and what keeps this one. Nothing where the program has no tiers. */
export function Standing({ view, speech }: { readonly view: StorefrontView; readonly speech: Speech }) {
  const { tier, program } = view;
  if (program.tiers.length === 0) return null;
  const nameOf = (tierId: string | null) => program.tiers.find((one) => one.tierId === tierId)?.name ?? null;
  const current = nameOf(tier.tierId);
  const next = tier.next === null ? null : nameOf(tier.next.tierId);
  const perks = program.tiers.find((one) => one.tierId === tier.tierId)?.perks ?? [];
  return (
    <s-section heading={current ?? speech.say('tier.none')}>
      <s-stack gap="base">
        {tier.provisional && <s-text color="subdued">{speech.say('tier.provisional')}</s-text>}
        {tier.next && next !== null && (
          <s-stack gap="small-200">
            <s-progress value={tier.next.have} max={tier.next.need} accessibilityLabel={speech.say('tier.progress', { tier: next })} />
            <s-text>{speech.say('tier.next', { left: left(tier.next, view, speech), tier: next })}</s-text>
          </s-stack>
        )}
        {tier.keep && current !== null && (
          <s-text color="subdued">
            {speech.say('tier.keep', { left: left(tier.keep, view, speech), tier: current, day: speech.day(tier.keep.until) })}
          </s-text>
        )}
        {!tier.keep && tier.until !== null && current !== null && (
          <s-text color="subdued">{speech.say('tier.until', { tier: current, day: speech.day(tier.until) })}</s-text>
        )}
        {perks.length > 0 && (
          <s-unordered-list>
            {perks.map(({ perkId, name }) => (
              <s-list-item key={perkId}>{name}</s-list-item>
            ))}
          </s-unordered-list>
        )}
      </s-stack>
    </s-section>
  );
}

/** What is missing, in the tier's own measure. */
function left({ metric, have, need }: StorefrontProgress, { program }: StorefrontView, speech: Speech): string {
  const missing = Math.max(0, need - have);
  switch (metric) {
    case 'points':
      return speech.points(missing, program.unit);
    case 'spend':
      return speech.money(missing, program.currency);
    case 'orders':
      return speech.say('tier.orders', { count: missing });
    case 'visits':
      return speech.say('tier.visits', { count: missing });
  }
}
