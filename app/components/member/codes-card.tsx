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
      </div>
      <Badge tone={state === undefined ? 'info' : TONES[state]}>{state === undefined ? redemption.state : t(`codes.state.${state}`)}</Badge>
    </div>
  );
}
