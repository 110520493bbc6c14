import { Badge, BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import type { MemberDeskView } from '#app/contracts/members.ts';
import type { MemberView, TierChangeView } from '#app/contracts/reading.ts';
import { reasonText } from '#app/i18n/reason-text.ts';
import { useI18n } from '../i18n-context.tsx';
import { OnDay } from '../moment.tsx';

/** The tier, until when it is sure, and how the member came to it. `tierNames` names tiers by id. */
export function TierHistoryCard({
  member,
  lock,
  tierNames,
}: {
  readonly member: MemberView;
  readonly lock: MemberDeskView['lock'];
  readonly tierNames: Readonly<Record<string, string>>;
}) {
  const { t, date } = useI18n();
  const { tier } = member;
  const named = (tierId: string | null) => (tierId === null ? t('tiers.none') : (tierNames[tierId] ?? tierId));
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {t('member.tier')}
          </Text>
          {tier.provisional && <Badge tone="attention">{t('member.tier.provisional')}</Badge>}
        </InlineStack>
        <Text as="p" variant="headingLg">
          {tier.name ?? t('tiers.none')}
        </Text>
        {lock !== null && (
          <Text as="p">
            {lock.until === null
              ? t('lock.shown', { tier: named(lock.tierId) })
              : t('lock.shown.until', { tier: named(lock.tierId), date: date(lock.until) })}
          </Text>
        )}
        {lock === null && tier.reviewAt !== null && (
          <Text as="p" tone="subdued">
            {t(tier.provisional ? 'member.tier.confirmed-on' : 'member.tier.until', { date: date(tier.reviewAt) })}
          </Text>
        )}
        {member.tierChanges.length > 0 && (
          <ol className="rung-rows" aria-label={t('member.tier.history')}>
            {member.tierChanges.map((change, index) => (
              <li key={index}>
                <Change change={change} from={named(change.fromTierId)} to={named(change.toTierId)} />
              </li>
            ))}
          </ol>
        )}
      </BlockStack>
    </Card>
  );
}

function Change({ change, from, to }: { readonly change: TierChangeView; readonly from: string; readonly to: string }) {
  const words = useI18n();
  const { t } = words;
  return (
    <div>
      <span className="rung-strong">{t('member.tier.change', { from, to })}</span>{' '}
      <span className="rung-quiet">
        <OnDay iso={change.at} />
      </span>
      {change.because.map((reason, index) => (
        <span key={index} className="rung-quiet rung-block">
          {reasonText(reason, words)}
        </span>
      ))}
    </div>
  );
}
