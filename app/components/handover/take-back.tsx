import { BlockStack, Button, InlineStack, Select, Text } from '@shopify/polaris';
import type { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import { type HandoverAnswer, type HandoverTicket, TAKE_BACK_REASONS } from '#app/contracts/handover.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';

export interface TakeBackProps {
  readonly ticket: HandoverTicket;
  readonly fetcher: ReturnType<typeof useFetcher<HandoverAnswer>>;
}

/** Asks what happened before it undoes a handover. */
export function TakeBack({ ticket, fetcher }: TakeBackProps) {
  const { t } = useI18n();
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState<string>(TAKE_BACK_REASONS[0]);
  const name = t('handover.back.named', { reward: ticket.rewardName, member: memberNameText(ticket.memberName, t) });
  const submit = (): void =>
    fetcher.submit({ intent: 'take-back', redemptionId: ticket.redemptionId, reason }, { method: 'post', action: '/app/handover' });
  if (!isAsking)
    return (
      <Button size="large" accessibilityLabel={name} onClick={() => setIsAsking(true)}>
        {t('handover.back')}
      </Button>
    );
  return (
    <div className="rung-take-back">
      <BlockStack gap="200">
        <Select
          label={t('handover.back.reason')}
          options={TAKE_BACK_REASONS.map((value) => ({ value, label: t(`handover.back.${value}`) }))}
          value={reason}
          onChange={setReason}
        />
        <Text as="p" tone="subdued" variant="bodySm">
          {t('handover.back.text')}
        </Text>
        <InlineStack gap="200">
          <Button tone="critical" accessibilityLabel={name} loading={fetcher.state !== 'idle'} onClick={submit}>
            {t('handover.back')}
          </Button>
          <Button variant="tertiary" onClick={() => setIsAsking(false)}>
            {t('handover.back.cancel')}
          </Button>
        </InlineStack>
      </BlockStack>
    </div>
  );
}
