import { Banner, BlockStack, Button, Card, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { MemberDeskView, MergeView } from '#app/contracts/members.ts';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';
import { memberNameText } from '../member-name.ts';
import { Dialog } from './member-dialogs.tsx';
import { useDeed } from './use-deed.ts';

/** Who was merged into this member, and the way back as long as there is one. */
export function MergesCard({ desk }: { readonly desk: MemberDeskView }) {
  const { t, date } = useI18n();
  const mayMerge = useMay()('members.merge');
  const [asked, setAsked] = useState<MergeView | null>(null);
  if (desk.merges.length === 0) return null;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('merges.title')}
        </Text>
        <ul className="rung-rows">
          {desk.merges.map((merge) => (
            <li key={merge.mergeId}>
              <div className="rung-row">
                <div>
                  <span className="rung-strong">{memberNameText(merge.fromName, t)}</span>
                  <span className="rung-quiet rung-block">
                    {t('merges.on', { date: date(merge.at) })}{' '}
                    {merge.undoUntil === null ? t('merges.fixed') : t('merges.until', { date: date(merge.undoUntil) })}
                  </span>
                </div>
                {merge.undoUntil !== null && mayMerge && (
                  <Button
                    onClick={() => setAsked(merge)}
                    accessibilityLabel={t('unmerge.label', { name: memberNameText(merge.fromName, t) })}
                  >
                    {t('unmerge.action')}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      </BlockStack>
      {asked !== null && <UnmergeDialog merge={asked} onClose={() => setAsked(null)} />}
    </Card>
  );
}

function UnmergeDialog({ merge, onClose }: { readonly merge: MergeView; readonly onClose: () => void }) {
  const { t } = useI18n();
  const deed = useDeed(onClose);
  return (
    <Dialog
      title={t('unmerge.title')}
      action={t('unmerge.action')}
      busy={deed.busy}
      refusal={deed.refusal}
      onClose={onClose}
      onAction={() => deed.send({ intent: 'unmerge', mergeId: merge.mergeId })}
    >
      <Text as="p">{t('unmerge.text', { name: memberNameText(merge.fromName, t) })}</Text>
    </Dialog>
  );
}

/** Stands above the page of somebody who is another one by now. */
export function MergedBanner({ desk }: { readonly desk: MemberDeskView }) {
  const { t } = useI18n();
  if (desk.mergedInto === null) return null;
  return (
    <Banner
      tone="info"
      title={t('merged.title')}
      action={{ content: memberNameText(desk.mergedInto.name, t), url: `/app/members/${desk.mergedInto.memberId}` }}
    >
      <Text as="p">{t('merged.text')}</Text>
    </Banner>
  );
}
