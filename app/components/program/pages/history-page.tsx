import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { Link, useNavigate } from '@remix-run/react';
import type { ProgramVersionView } from '#app/contracts/program-editor.ts';
import type { Saying } from '#app/domain/saying.ts';
import { useI18n } from '../../i18n-context.tsx';
import { showToast } from '../../toast.tsx';
import { useDraft } from '../editor/draft-context.tsx';
import { useCommand } from '../editor/use-command.ts';
import { changeSayer } from '#app/i18n/say-program.ts';
import { ChangesCard, Findings, type Review, Sentences } from './review-page.tsx';
import { useMay } from '../../use-may.ts';
import { NotYours } from '../../not-yours.tsx';
import { programRefusalText } from '../refusal-text.ts';

/** Every version: when, by whom, what it changed, and the way back to it. */
export function HistoryPage({ versions }: { readonly versions: readonly ProgramVersionView[] }) {
  const { t, dateTime } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('history.title')}
        </Text>
        <ul className="rung-rows">
          {versions.map((version) => (
            <li key={version.no}>
              <div className="rung-row">
                <div>
                  <InlineStack gap="200" blockAlign="center">
                    <Text as="h3" variant="headingSm">
                      {t('history.version', { version: version.no })}
                    </Text>
                    {version.state !== 'past' && (
                      <Badge tone={version.state === 'live' ? 'success' : 'info'}>{t(`history.state.${version.state}`)}</Badge>
                    )}
                  </InlineStack>
                  <p className="rung-quiet">
                    {t('history.from', { date: dateTime(version.effectiveAt), who: whoText(version.publishedBy, t) })}
                  </p>
                  <Changes changes={version.changes} />
                </div>
                {version.state === 'past' && (
                  <Link to={`/app/program/history/${version.no}`} aria-label={t('history.look.about', { version: version.no })}>
                    {t('history.look')}
                  </Link>
                )}
                {version.state !== 'past' && <span />}
              </div>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function Changes({ changes }: { readonly changes: readonly Saying[] }) {
  const { t, locale } = useI18n();
  const [first, ...rest] = changes;
  if (first === undefined) return null;
  if (rest.length === 0) return <p>{changeSayer(locale)(first)}</p>;
  return (
    <details className="rung-details">
      <summary>{t('history.changes', { count: changes.length })}</summary>
      <Sentences changes={changes} />
    </details>
  );
}

function whoText(publishedBy: string, t: ReturnType<typeof useI18n>['t']): string {
  if (publishedBy === 'system') return t('history.by.rung');
  const [platform, id] = publishedBy.split(':');
  return id === undefined ? (platform ?? '') : t('history.by.staff', { id });
}

/** What bringing back an older version would change, before it happens. */
export function RollBackPage({ versionNo, review }: { readonly versionNo: number; readonly review: Review }) {
  const mayPublish = useMay()('program.publish');
  const { t, number } = useI18n();
  const { editor } = useDraft();
  const navigate = useNavigate();
  const { send, busy, refusal } = useCommand((answer) => {
    if (answer.outcome !== 'published') return;
    showToast(t('review.published', { version: number(answer.versionNo) }));
    navigate('/app/program/history');
  });
  return (
    <>
      {refusal !== null && <Banner tone="critical" title={programRefusalText(refusal.reason, t)} />}
      <Findings title={t('review.errors')} tone="critical" findings={review.errors} />
      <ChangesCard title={t('history.back.changes', { version: versionNo })} empty={t('history.back.same')} changes={review.changes} />
      <Findings title={t('review.warnings')} tone="warning" findings={review.warnings} />
      <Card roundedAbove="xs">
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('history.back.title', { version: versionNo })}
          </Text>
          <Text as="p" tone="subdued">
            {t('history.back.text')}
          </Text>
          <InlineStack gap="300" blockAlign="center">
            <Button
              variant="primary"
              disabled={review.errors.length > 0 || review.changes.length === 0 || !mayPublish}
              loading={busy}
              onClick={() => send({ intent: 'roll-back', versionNo, newestNo: editor.newestNo })}
            >
              {t('history.back', { version: versionNo })}
            </Button>
            <Button url="/app/program/history" variant="plain">
              {t('program.cancel')}
            </Button>
          </InlineStack>
          {!mayPublish && <NotYours />}
        </BlockStack>
      </Card>
    </>
  );
}
