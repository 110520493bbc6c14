import { Button, Icon, Text } from '@shopify/polaris';
import {
  AlertBubbleIcon,
  ChevronDownIcon,
  ChevronUpIcon,
  DiscountCodeIcon,
  OrderIcon,
  RewardIcon,
  StarFilledIcon,
} from '@shopify/polaris-icons';
import { Link } from '@remix-run/react';
import { useId, useState } from 'react';
import type { FeedEntry } from '#app/contracts/reading.ts';
import type { Saying } from '#app/domain/saying.ts';
import { reasonText } from '#app/i18n/reason-text.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';
import { Ago } from '../moment.tsx';
import { useSaying } from '../use-saying.ts';
import { TraceDisclosure } from '../order/trace-disclosure.tsx';
import { latest, type Story } from './stories.ts';

const GLYPHS: Readonly<Record<FeedEntry['kind'], typeof OrderIcon>> = {
  order: OrderIcon,
  posting: StarFilledIcon,
  tier: RewardIcon,
  redemption: DiscountCodeIcon,
  message: AlertBubbleIcon,
};

/** One story of the feed: what came in, what it brought step by step, and on demand why. */
export function FeedStory({ story, fresh }: { readonly story: Story; readonly fresh: boolean }) {
  const { t } = useI18n();
  const say = useSaying();
  const [open, setOpen] = useState(false);
  const panel = useId();
  const head = story.steps[0];
  if (!head) return null;
  const because = story.steps.flatMap((step) => step.because);
  const explained = because.length > 0 || (story.orderId !== null && story.storeId !== null);
  return (
    <li className={fresh ? 'rung-story rung-story-new' : 'rung-story'}>
      <span className={`rung-story-glyph rung-glyph-${head.kind}`} aria-hidden="true">
        <Icon source={GLYPHS[head.kind]} />
      </span>
      <div className="rung-story-body">
        <div className="rung-story-head">
          <h3 className="rung-story-title">
            <StoryTitle story={story} head={head} />
          </h3>
          <span className="rung-story-time">
            <Ago iso={story.at} />
          </span>
        </div>
        <div className="rung-story-foot">
          <StorySteps steps={story.steps} />
          {explained && (
            <Button
              variant="plain"
              icon={open ? ChevronUpIcon : ChevronDownIcon}
              onClick={() => setOpen(!open)}
              ariaExpanded={open}
              ariaControls={panel}
              accessibilityLabel={t(open ? 'feed.why.close.about' : 'feed.why.about', { title: say(head.what) })}
            >
              {open ? t('feed.why.close') : t('feed.why')}
            </Button>
          )}
        </div>
        <div id={panel} hidden={!open} className="rung-story-trace">
          {open && <StoryReasons story={story} because={because} />}
        </div>
      </div>
    </li>
  );
}

function StoryTitle({ story, head }: { readonly story: Story; readonly head: FeedEntry }) {
  const { t } = useI18n();
  const title = useSaying()(head.what);
  const order =
    story.orderId !== null && story.storeId !== null ? `/app/orders/${story.storeId}/${encodeURIComponent(story.orderId)}` : null;
  return (
    <>
      {order === null ? title : <Link to={order}>{title}</Link>}
      {story.memberName !== null && story.memberId !== null && (
        <>
          {' · '}
          <Link to={`/app/members/${story.memberId}`} className="rung-quiet-link">
            {memberNameText(story.memberName, t)}
          </Link>
        </>
      )}
    </>
  );
}

/** Points, tier and code, in the order in which they came; below them, what became of the codes. */
function StorySteps({ steps }: { readonly steps: readonly FeedEntry[] }) {
  const { t } = useI18n();
  const say = useSaying();
  const chips = chipsOf(steps, say);
  const sentences = steps.filter((step, index) => index > 0 && step.kind === 'redemption').map((step) => say(step.what));
  return (
    <div>
      {chips.length > 0 && (
        <ul className="rung-chips" aria-label={t('feed.steps')}>
          {chips.map((chip) => (
            <li key={chip.id}>
              <Chip chip={chip} />
            </li>
          ))}
        </ul>
      )}
      {sentences.map((sentence, index) => (
        <p key={index} className="rung-quiet rung-story-sentence">
          {sentence}
        </p>
      ))}
    </div>
  );
}

type StepChip =
  /** `signed`: a change of the balance; otherwise an amount, as a reward's cost is. */
  | { readonly id: string; readonly kind: 'points'; readonly points: number; readonly signed: boolean }
  | { readonly id: string; readonly kind: 'code'; readonly code: string }
  | { readonly id: string; readonly kind: 'tier'; readonly text: string };

/** An order says what it earned in all; neither its own postings nor the price of its codes need a chip beside that. */
function chipsOf(steps: readonly FeedEntry[], say: (what: Saying) => string): StepChip[] {
  const orderSpeaks = steps.some((step) => step.kind === 'order' && step.points !== null);
  return steps.flatMap((step, index) => stepChips(step, { isHead: index === 0, showsPoints: !orderSpeaks || step.kind === 'order', say }));
}

interface StepPlace {
  readonly isHead: boolean;
  readonly showsPoints: boolean;
  readonly say: (what: Saying) => string;
}

function stepChips(step: FeedEntry, { isHead, showsPoints, say }: StepPlace): StepChip[] {
  const chips: StepChip[] = [];
  const signed = step.kind === 'order' || (step.points ?? 0) < 0;
  if (step.kind === 'tier' && !isHead) chips.push({ id: `${step.cursor}-tier`, kind: 'tier', text: say(step.what) });
  if (step.points !== null && showsPoints) chips.push({ id: `${step.cursor}-points`, kind: 'points', points: step.points, signed });
  if (step.code !== null) chips.push({ id: `${step.cursor}-code`, kind: 'code', code: step.code });
  return chips;
}

function Chip({ chip }: { readonly chip: StepChip }) {
  const { points, signedPoints } = useI18n();
  if (chip.kind === 'points' && !chip.signed) return <span className="rung-chip">{points(chip.points)}</span>;
  if (chip.kind === 'points') {
    const tone = chip.points > 0 ? 'rung-chip-gain' : chip.points < 0 ? 'rung-chip-loss' : '';
    return <span className={`rung-chip ${tone}`}>{signedPoints(chip.points)}</span>;
  }
  if (chip.kind === 'code') return <code className="rung-chip rung-chip-code">{chip.code}</code>;
  return <span className="rung-chip rung-chip-tier">{chip.text}</span>;
}

function StoryReasons({ story, because }: { readonly story: Story; readonly because: readonly string[] }) {
  const words = useI18n();
  if (story.orderId !== null && story.storeId !== null)
    return <TraceDisclosure key={latest(story.steps).cursor} storeId={story.storeId} orderId={story.orderId} />;
  return (
    <ul className="rung-reasons">
      {because.map((reason, index) => (
        <li key={index}>
          <Text as="span">{reasonText(reason, words)}</Text>
        </li>
      ))}
    </ul>
  );
}
