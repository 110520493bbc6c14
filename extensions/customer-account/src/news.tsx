import type { StorefrontNotice, StorefrontView } from '#app/contracts/storefront.ts';
import { ExpiryWarning } from '../../shared-ui/expiry-warning.tsx';
import type { Speech } from '../../shared-ui/speech.ts';

const RECENT_MS = 14 * 86_400_000;
/** Kinds with a sentence in the locale files. What the page shows anyway (points that arrived, a tier that was reached) is no news of its own. */
const TOLD = new Set(['code-recalled', 'points-expired', 'points-taken', 'tier-ending', 'tier-down', 'redeemed-at-till']);

/** What must be said first: what expires, what was taken and why, what happened at a till. */
export function News({ view, speech }: { readonly view: StorefrontView; readonly speech: Speech }) {
  const told = view.notices
    .filter(({ kind, at }) => TOLD.has(kind) && Date.now() - Date.parse(at) < RECENT_MS)
    .map((notice) => ({ key: notice.key, sentence: sentenceOf(notice, view, speech) }))
    .filter(({ sentence }) => sentence !== null);
  const isWarned = view.points.expiring !== null && view.notices.some(({ kind }) => kind === 'expiry-warning');
  if (told.length === 0 && !isWarned) return null;
  return (
    <s-banner tone="warning">
      <s-stack gap="small-200">
        <ExpiryWarning view={view} speech={speech} />
        {told.map(({ key, sentence }) => (
          <s-text key={key}>{sentence}</s-text>
        ))}
      </s-stack>
    </s-banner>
  );
}

/** Null where a fact is missing: a sentence with a hole in it says nothing. */
function sentenceOf({ kind, facts }: StorefrontNotice, { program }: StorefrontView, speech: Speech): string | null {
  const points = typeof facts.points === 'number' ? speech.points(Math.abs(facts.points), program.unit) : null;
  const tier = typeof facts.tierName === 'string' ? facts.tierName : null;
  const reward = typeof facts.rewardName === 'string' ? facts.rewardName : null;
  const day = typeof facts.endsAt === 'string' ? speech.day(facts.endsAt) : null;
  switch (kind) {
    case 'code-recalled':
      return speech.say('notice.code-recalled');
    case 'points-expired':
      return points && speech.say('notice.points-expired', { points });
    case 'points-taken':
      return points && speech.say('notice.points-taken', { points });
    case 'tier-ending':
      return tier && day && speech.say('notice.tier-ending', { tier, day });
    case 'tier-down':
      return tier && speech.say('notice.tier-down', { tier });
    case 'redeemed-at-till':
      return reward && points && speech.say('notice.redeemed-at-till', { reward, points });
    default:
      return null;
  }
}
