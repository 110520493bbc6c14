import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import type { HandoverTicket } from '#app/contracts/handover.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';
import { Ago } from '../moment.tsx';
import { RewardPicture } from './reward-picture.tsx';

export interface WaitingCardProps {
  readonly waiting: readonly HandoverTicket[];
  readonly next: string | null;
  readonly isFirst: boolean;
  readonly onShow: (code: string) => void;
  /** The one that is open above. */
  readonly shownId: string | null;
}

/** What waits to be handed over, oldest first. */
export function WaitingCard({ waiting, next, isFirst, onShow, shownId }: WaitingCardProps) {
  const { t } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('handover.waiting')}
        </Text>
        {waiting.length === 0 ? (
          <div>
            <Text as="p">{t('handover.waiting.empty')}</Text>
            <Text as="p" tone="subdued">
              {t('handover.waiting.empty.text')}
            </Text>
          </div>
        ) : (
          <ul className="rung-rows">
            {waiting.map((ticket) => (
              <li key={ticket.redemptionId}>
                <Waiting ticket={ticket} isShown={ticket.redemptionId === shownId} onShow={onShow} />
              </li>
            ))}
          </ul>
        )}
        {(next !== null || !isFirst) && (
          <InlineStack gap="200">
            {!isFirst && <Button url="/app/handover">{t('handover.waiting.first')}</Button>}
            {next !== null && <Button url={`/app/handover?after=${next}`}>{t('handover.waiting.next')}</Button>}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function Waiting({
  ticket,
  isShown,
  onShow,
}: {
  readonly ticket: HandoverTicket;
  readonly isShown: boolean;
  readonly onShow: (code: string) => void;
}) {
  const { t, date } = useI18n();
  const { rewardName: reward } = ticket;
  const member = memberNameText(ticket.memberName, t);
  return (
    <div className="rung-waiting">
      <RewardPicture picture={ticket.picture} />
      <div className="rung-waiting-words">
        <span className="rung-strong">{reward}</span>
        <span className="rung-quiet rung-block">
          {member} · <Ago iso={ticket.redeemedAt} />
          {ticket.expiresAt !== null && <> · {t('handover.waiting.until', { date: date(ticket.expiresAt) })}</>}
        </span>
        <code className="rung-chip rung-chip-code">{ticket.code}</code>
      </div>
      <Button
        size="large"
        disabled={isShown}
        accessibilityLabel={t('handover.waiting.show.named', { reward, member })}
        onClick={() => onShow(ticket.code)}
      >
        {t('handover.waiting.show')}
      </Button>
    </div>
  );
}
