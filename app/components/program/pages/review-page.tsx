import { Banner, BlockStack, Button, Card, ChoiceList, EmptyState, InlineStack, Text, TextField } from '@shopify/polaris';
import { Link, useNavigate } from '@remix-run/react';
import { useMemo, useRef, useState } from 'react';
import type { ProgramProblemView } from '#app/contracts/program-editor.ts';
import type { Saying } from '#app/domain/saying.ts';
import { changeSayer, problemSayer } from '#app/i18n/say-program.ts';
import { useI18n } from '../../i18n-context.tsx';
import { showToast } from '../../toast.tsx';
import { useDraft } from '../editor/draft-context.tsx';
import { ReplayCard } from '../replay/replay-card.tsx';
import { useCommand } from '../editor/use-command.ts';
import { Problems } from '../problems.tsx';
import { useMay } from '../../use-may.ts';
import { NotYours } from '../../not-yours.tsx';
import { programRefusalText } from '../refusal-text.ts';

export interface Review {
  readonly errors: readonly ProgramProblemView[];
  readonly warnings: readonly ProgramProblemView[];
  readonly changes: readonly Saying[];
  readonly since: readonly Saying[];
}

/** What would change, what is in the way, what deserves a second look; then publish, now or later. */
export function ReviewPage({ review }: { readonly review: Review | null }) {
  const { t } = useI18n();
  const { dirty, editor } = useDraft();
  // Published, there is no draft any more: what hears the answer must outlive the card with the button.
  const publishing = usePublishing();
  if (review === null || editor.draft === null) {
    return (
      <Card roundedAbove="xs">
        <EmptyState heading={t('review.nothing')} image="" action={{ content: t('program.tab.overview'), url: '/app/program' }}>
          <p>{t(dirty ? 'review.save-first' : 'review.nothing.text')}</p>
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      {review.since.length > 0 && <StaleBanner since={review.since} />}
      <Findings title={t('review.errors')} tone="critical" findings={review.errors} />
      <ChangesCard title={t('review.changes')} empty={t('review.no-change')} changes={review.changes} />
      <Findings title={t('review.warnings')} tone="warning" findings={review.warnings} />
      {review.errors.length === 0 && <ReplayCard />}
      <PublishCard
        publishing={publishing}
        ready={review.errors.length === 0 && review.changes.length > 0 && review.since.length === 0 && !dirty}
      />
    </>
  );
}

/** Changes, one a line, in the reader's language. */
export function Sentences({ changes }: { readonly changes: readonly Saying[] }) {
  const { locale } = useI18n();
  const say = useMemo(() => changeSayer(locale), [locale]);
  return (
    <ul className="rung-reasons">
      {changes.map((change) => (
        <li key={JSON.stringify(change)}>{say(change)}</li>
      ))}
    </ul>
  );
}

/** What a version changes. */
export function ChangesCard({
  title,
  empty,
  changes,
}: {
  readonly title: string;
  readonly empty: string;
  readonly changes: readonly Saying[];
}) {
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {changes.length === 0 ? (
          <Text as="p" tone="subdued">
            {empty}
          </Text>
        ) : (
          <Sentences changes={changes} />
        )}
      </BlockStack>
    </Card>
  );
}

interface FindingsProps {
  readonly title: string;
  readonly tone: 'critical' | 'warning';
  readonly findings: readonly ProgramProblemView[];
}

/** What is wrong or doubtful, each with the way to where it is. */
export function Findings({ title, tone, findings }: FindingsProps) {
  const { t, locale } = useI18n();
  const say = useMemo(() => problemSayer(locale), [locale]);
  if (findings.length === 0) return null;
  return (
    <Banner tone={tone} title={title}>
      <ul className="rung-reasons">
        {findings.map(({ path, says }) => {
          const sentence = say(says);
          const tab = tabOf(path);
          return (
            <li key={`${path} ${sentence}`}>
              {sentence} {tab !== null && <Link to={`/app/program/${tab}`}>{t('review.go', { part: t(`program.tab.${tab}`) })}</Link>}
            </li>
          );
        })}
      </ul>
    </Banner>
  );
}

const TAB_OF = {
  earning: 'earn',
  rewards: 'rewards',
  redeeming: 'rewards',
  tiers: 'tiers',
  perks: 'tiers',
  campaigns: 'campaigns',
  pending: 'points',
  expiry: 'points',
  joining: 'points',
  currencies: 'currencies',
  currency: 'currencies',
  branding: 'branding',
  units: 'branding',
  texts: 'branding',
  name: 'branding',
} as const;

function tabOf(path: string) {
  const head = path.split('.')[0] ?? '';
  return head in TAB_OF ? TAB_OF[head as keyof typeof TAB_OF] : null;
}

/** Somebody published since this draft was begun. */
function StaleBanner({ since }: { readonly since: readonly Saying[] }) {
  const { t } = useI18n();
  const { revision } = useDraft();
  const { send, busy } = useCommand(() => undefined);
  return (
    <Banner tone="warning" title={t('review.stale')}>
      <BlockStack gap="300">
        <Sentences changes={since} />
        <Text as="p">{t('review.stale.text')}</Text>
        <InlineStack>
          <Button onClick={() => send({ intent: 'rebase', revision })} loading={busy}>
            {t('review.rebase')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}

interface Publishing {
  /** A local day; null: at once. */
  readonly publish: (from: string | null) => void;
  readonly busy: boolean;
  readonly refusal: ReturnType<typeof useCommand>['refusal'];
}

/** Publishes the draft and leads back to the program when it is done. */
function usePublishing(): Publishing {
  const { t, number } = useI18n();
  const { revision } = useDraft();
  const navigate = useNavigate();
  const later = useRef(false);
  const { send, busy, refusal } = useCommand((answer) => {
    if (answer.outcome !== 'published') return;
    showToast(t(later.current ? 'review.scheduled' : 'review.published', { version: number(answer.versionNo) }));
    navigate('/app/program');
  });
  return {
    publish: (from) => {
      later.current = from !== null;
      send({ intent: 'publish', revision, from });
    },
    busy,
    refusal,
  };
}

function PublishCard({ ready, publishing }: { readonly ready: boolean; readonly publishing: Publishing }) {
  const { t } = useI18n();
  const { editor } = useDraft();
  const { publish, busy, refusal } = publishing;
  const mayPublish = useMay()('program.publish');
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [from, setFrom] = useState('');
  const late = when === 'later' && from <= editor.today;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('review.publish.title')}
        </Text>
        {refusal !== null && (
          <Banner tone="critical" title={programRefusalText(refusal.reason, t)}>
            <Problems problems={refusal.problems} />
          </Banner>
        )}
        <ChoiceList
          title={t('review.when')}
          choices={[
            { label: t('review.now'), value: 'now', helpText: t('review.now.help') },
            { label: t('review.later'), value: 'later' },
          ]}
          selected={[when]}
          onChange={([value]) => setWhen(value === 'later' ? 'later' : 'now')}
        />
        {when === 'later' && (
          <TextField
            label={t('review.from')}
            type="date"
            value={from}
            onChange={setFrom}
            autoComplete="off"
            min={editor.today}
            helpText={t('review.from.help')}
            {...(late && from !== '' ? { error: t('review.from.past') } : {})}
          />
        )}
        <InlineStack>
          <Button
            variant="primary"
            size="large"
            disabled={!ready || late || !mayPublish}
            loading={busy}
            onClick={() => publish(when === 'now' ? null : from)}
          >
            {t(when === 'now' ? 'review.publish' : 'review.schedule')}
          </Button>
        </InlineStack>
        {!mayPublish && <NotYours />}
      </BlockStack>
    </Card>
  );
}
