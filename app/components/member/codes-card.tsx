import { Badge, BlockStack, Card, Text } from '@shopify/polaris';
import type { MemberView, RedemptionView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';

const STATES = ['creating', 'ready', 'attached', 'captured', 'released'] as const;
const TONES = { creating: 'info', ready: 'success', attached: 'info', captured: 'enabled', released: 'read-only' } as const;

/** Rewards that were taken: the code, what it cost, and what became of it. */
export function CodesCard({ member }: { readonly member: MemberView }) {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('codes.title')}
        </Text>
        {member.redemptions.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('codes.empty')}
          </Text>
        ) : (
          <ul className="rung-rows">
            {member.redemptions.map((redemption) => (
              <li key={redemption.redemptionId}>
                <Redemption redemption={redemption} />
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

function Redemption({ redemption }: { readonly redemption: RedemptionView }) {
  const { t, points, date } = useI18n();
  const state = STATES.find((known) => known === redemption.state);
  const open = state === 'ready' || state === 'creating';
  return (
    <div className="rung-row">
      <div>
        <span className="rung-strong">{redemption.rewardName}</span>
        <span className="rung-quiet rung-block">
          {redemption.points === 0 ? t('codes.gift') : points(redemption.points, redemption.unit)}
          {' · '}
          {open && redemption.codeExpiresAt !== null
            ? t('codes.until', { date: date(redemption.codeExpiresAt) })
            : date(redemption.createdAt)}
        </span>
        {redemption.code !== null && <code className="rung-chip rung-chip-code">{redemption.code}</code>}
        {redemption.issued !== undefined && <Issued issued={redemption.issued} />}
      </div>
      <StateBadge redemption={redemption} />
    </div>
  );
}

/** Where it stands; what is handed out has states of its own. */
function StateBadge({ redemption }: { readonly redemption: RedemptionView }) {
  const { t } = useI18n();
  const state = STATES.find((known) => known === redemption.state);
  if (state === undefined) return <Badge tone="info">{redemption.state}</Badge>;
  if (redemption.issued === undefined) return <Badge tone={TONES[state]}>{t(`codes.state.${state}`)}</Badge>;
  if (redemption.sideState === 'checking') return <Badge tone="attention">{t('issued.state.checking')}</Badge>;
  if (redemption.sideState === 'returning') return <Badge tone="info">{t('issued.state.returning')}</Badge>;
  if (state === 'creating') return <Badge tone="info">{t('issued.state.creating')}</Badge>;
  return <Badge tone={TONES[state]}>{t(state === 'captured' ? 'issued.state.captured' : `codes.state.${state}`)}</Badge>;
}

const AMOUNTS = ['gift-card', 'store-credit', 'donation', 'voucher'] as const;

/** What was handed out: its amount, the ends of its code, and what is not clear about it. */
function Issued({ issued }: { readonly issued: NonNullable<RedemptionView['issued']> }) {
  const { t, money, date } = useI18n();
  const { amountMinor, currency, maskedCode, shownAt, unclearSince } = issued;
  const kind = AMOUNTS.find((known) => known === issued.kind);
  return (
    <>
      {kind !== undefined && amountMinor !== null && (
        <span className="rung-quiet rung-block">{t(`issued.amount.${kind}`, { amount: money(amountMinor, currency) })}</span>
      )}
      {maskedCode !== null && (
        <span className="rung-block">
          <code className="rung-chip rung-chip-code">{maskedCode}</code>{' '}
          <span className="rung-quiet">{shownAt === null ? t('issued.unseen') : t('issued.seen', { date: date(shownAt) })}</span>
        </span>
      )}
      {unclearSince !== null && <span className="rung-quiet rung-block">{t('issued.unclear', { date: date(unclearSince) })}</span>}
    </>
  );
}
