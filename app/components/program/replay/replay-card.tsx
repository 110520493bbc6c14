import { Banner, BlockStack, Button, Card, InlineStack, ProgressBar, SkeletonBodyText, Text } from '@shopify/polaris';
import type { ReplayView } from '#app/contracts/program-replay.ts';
import { useI18n } from '../../i18n-context.tsx';
import { useMay } from '../../use-may.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ReplayResultView } from './replay-result.tsx';
import { useReplay } from './use-replay.ts';

/** The time machine: what last year would have been under the draft. */
export function ReplayCard() {
  const { t } = useI18n();
  const { dirty, editor } = useDraft();
  const { replay, known, busy, refusal, start, cancel } = useReplay();
  const mayEdit = useMay()('program.edit');
  const isOpen = replay?.state === 'waiting' || replay?.state === 'running';
  const result = replay?.result ?? null;
  const isOld = result !== null && editor.draft !== null && editor.draft.updatedAt > (replay?.startedAt ?? '');
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('replay.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('replay.text')}
          </Text>
        </BlockStack>
        {refusal !== null && (
          <Banner tone="warning">
            <Text as="p">{t(`replay.refused.${refusal.reason}`)}</Text>
          </Banner>
        )}
        {!known && <SkeletonBodyText lines={2} />}
        {known && replay !== null && isOpen && <Progress replay={replay} busy={busy} onCancel={cancel} />}
        {replay?.state === 'failed' && (
          <Banner tone="critical">
            <Text as="p">{t('replay.failed')}</Text>
          </Banner>
        )}
        {replay?.state === 'cancelled' && (
          <Text as="p" tone="subdued">
            {t('replay.cancelled')}
          </Text>
        )}
        {isOld && (
          <Banner tone="info">
            <Text as="p">{t('replay.old')}</Text>
          </Banner>
        )}
        {result !== null && <ReplayResultView result={result} />}
        {known && !isOpen && (
          <InlineStack gap="200" blockAlign="center">
            <Button onClick={start} loading={busy} disabled={dirty || !mayEdit}>
              {t(result === null ? 'replay.start' : 'replay.again')}
            </Button>
            {dirty && (
              <Text as="span" variant="bodySm" tone="subdued">
                {t('review.save-first')}
              </Text>
            )}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

interface ProgressProps {
  readonly replay: ReplayView;
  readonly busy: boolean;
  readonly onCancel: () => void;
}

function Progress({ replay, busy, onCancel }: ProgressProps) {
  const { t } = useI18n();
  const { done, total } = replay;
  const share = total === 0 ? 0 : Math.min(100, Math.round((done * 100) / total));
  return (
    <BlockStack gap="200">
      <span id="replay-progress" aria-live="polite">
        {total === 0 ? t('replay.counting') : t('replay.progress', { done, count: total })}
      </span>
      <ProgressBar progress={share} size="small" ariaLabelledBy="replay-progress" />
      <InlineStack>
        <Button onClick={onCancel} loading={busy}>
          {t('replay.cancel')}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
