import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { PauseCircleIcon, PlayCircleIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import type { FeedEntry } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { useSaying } from '../use-saying.ts';
import { FeedStory } from './feed-story.tsx';
import { latest, tellStories } from './stories.ts';
import { type FeedState, useLiveFeed } from './use-live-feed.ts';

const PAGE = 12;

export interface FeedCardProps {
  readonly initial: readonly FeedEntry[];
  /** Called when something came. */
  readonly onNews: () => void;
}

/** Orders as they come in, and what each brought: points, a tier, a code. */
export function FeedCard({ initial, onNews }: FeedCardProps) {
  const { t } = useI18n();
  const say = useSaying();
  const feed = useLiveFeed(initial, onNews);
  const [shown, setShown] = useState(PAGE);
  const [newestAtFirst] = useState(initial[0]?.cursor ?? '');
  const stories = tellStories(feed.entries);
  const paused = feed.state === 'paused';
  return (
    <Card roundedAbove="xs" padding="0">
      <div className="rung-feed-head">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t('feed.title')}
          </Text>
          <FeedStateBadge state={feed.state} />
        </InlineStack>
        <Button icon={paused ? PlayCircleIcon : PauseCircleIcon} onClick={feed.toggle} variant="tertiary">
          {paused ? t('feed.resume') : t('feed.pause')}
        </Button>
      </div>
      <p className="rung-unseen" role="status">
        {feed.newest === null ? '' : t('feed.news', { count: feed.arrived, title: say(feed.newest.what) })}
      </p>
      {stories.length === 0 ? (
        <FeedEmpty />
      ) : (
        <ol className="rung-feed">
          {stories.slice(0, shown).map((story) => (
            <FeedStory key={story.id} story={story} fresh={latest(story.steps).cursor > newestAtFirst} />
          ))}
        </ol>
      )}
      {stories.length > shown && (
        <div className="rung-feed-more">
          <Button variant="plain" onClick={() => setShown(shown + PAGE)}>
            {t('feed.more')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function FeedStateBadge({ state }: { readonly state: FeedState }) {
  const { t } = useI18n();
  if (state === 'paused') return <Badge>{t('feed.state.paused')}</Badge>;
  if (state === 'reconnecting') return <Badge tone="warning">{t('feed.state.reconnecting')}</Badge>;
  return (
    <span className="rung-live">
      <span className="rung-live-dot" aria-hidden="true" />
      <Text as="span" variant="bodySm" tone="subdued">
        {t('feed.state.live')}
      </Text>
    </span>
  );
}

function FeedEmpty() {
  const { t } = useI18n();
  return (
    <div className="rung-feed-empty">
      <BlockStack gap="100" inlineAlign="center">
        <Text as="h3" variant="headingSm" alignment="center">
          {t('feed.empty.title')}
        </Text>
        <Text as="p" tone="subdued" alignment="center">
          {t('feed.empty.text')}
        </Text>
      </BlockStack>
    </div>
  );
}
