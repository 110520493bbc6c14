import { useState } from 'preact/hooks';
import type { StorefrontActivity, StorefrontActivityPage, UnitNames } from '#app/contracts/storefront.ts';
import type { Speech } from '../../shared-ui/speech.ts';
import type { Surface } from '../../shared-ui/surface.ts';

interface ActivityListProps {
  readonly surface: Surface;
  readonly newest: readonly StorefrontActivity[];
  readonly unit: UnitNames;
}

/** What happened to the points, newest first; each line opens to the reasons. Older ones come when they are asked for. */
export function ActivityList({ surface, newest, unit }: ActivityListProps) {
  const { client, speech } = surface;
  const [older, setOlder] = useState<readonly StorefrontActivity[]>([]);
  const [cursor, setCursor] = useState<string | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  if (newest.length === 0) return null;
  const more = async () => {
    setBusy(true);
    const from = cursor ?? newest.at(-1)?.id ?? '';
    const answer = await client.get<StorefrontActivityPage>('shopper/activity', { cursor: from });
    setBusy(false);
    if (!answer.ok) return;
    setOlder([...older, ...answer.value.activity]);
    setCursor(answer.value.cursor);
  };
  const shown = new Map([...newest, ...older].map((entry) => [entry.id, entry]));
  return (
    <s-section heading={speech.say('page.activity')}>
      <s-stack gap="base">
        {[...shown.values()].map((entry) => (
          <ActivityLine key={entry.id} entry={entry} speech={speech} unit={unit} />
        ))}
        {newest.length >= 10 && cursor !== null && (
          <s-button variant="secondary" loading={busy} onClick={() => void more()}>
            {speech.say('activity.more')}
          </s-button>
        )}
      </s-stack>
    </s-section>
  );
}

/** Kinds with a sentence of their own in the locale files; any other one is told plainly. */
const KINDS = new Set([
  'order',
  'refund',
  'redeemed',
  'returned',
  'expired',
  'adjusted',
  'welcome',
  'tier-reward',
  'moved',
  'merged',
  'import',
]);

function ActivityLine({ entry, speech, unit }: { readonly entry: StorefrontActivity; readonly speech: Speech; readonly unit: UnitNames }) {
  const kind = KINDS.has(entry.kind) ? entry.kind : 'other';
  const title = speech.say(`activity.${kind}`, { order: entry.orderName ?? '', reward: entry.rewardName ?? '' }).trim();
  const points = `${entry.points < 0 ? '−' : '+'}${speech.points(Math.abs(entry.points), unit)}`;
  const line = (
    <s-grid gridTemplateColumns="1fr auto" gap="base">
      <s-stack gap="small-400">
        <s-text>{title}</s-text>
        <s-text color="subdued">
          {entry.pending ? speech.say('activity.pending', { day: speech.day(entry.at) }) : speech.day(entry.at)}
        </s-text>
      </s-stack>
      <s-text>{points}</s-text>
    </s-grid>
  );
  if (entry.because.length === 0) return line;
  return (
    <s-stack gap="small-400">
      {line}
      <s-details>
        <s-summary>{speech.say('activity.why')}</s-summary>
        <s-stack gap="small-400">
          {entry.because.map((reason) => (
            <s-text key={reason} color="subdued">
              {reason}
            </s-text>
          ))}
        </s-stack>
      </s-details>
    </s-stack>
  );
}
