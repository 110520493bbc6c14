import { BlockStack, Card, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect } from 'react';
import type { HandoverAnswer, HandoverTicket } from '#app/contracts/handover.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';
import { Ago } from '../moment.tsx';
import { showToast } from '../toast.tsx';
import { refusalText } from './refusal-text.ts';
import { TakeBack } from './take-back.tsx';

/** What was handed over in the last minutes and can still be taken back; nothing when there is nothing. */
export function RecentCard({ recent }: { readonly recent: readonly HandoverTicket[] }) {
  const { t } = useI18n();
  if (recent.length === 0) return null;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('handover.recent')}
        </Text>
        <ul className="rung-rows">
          {recent.map((ticket) => (
            <li key={ticket.redemptionId}>
              <Recent ticket={ticket} />
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function Recent({ ticket }: { readonly ticket: HandoverTicket }) {
  const i18n = useI18n();
  const { t } = i18n;
  const fetcher = useFetcher<HandoverAnswer>();
  const answer = fetcher.data;
  useEffect(() => {
    if (answer?.outcome === 'taken-back') showToast(t('handover.back.done'));
  }, [answer, t]);
  const refusal = refusalText(answer, i18n);
  return (
    <BlockStack gap="200">
      <div>
        <span className="rung-strong">{ticket.rewardName}</span>
        <span className="rung-quiet rung-block">
          {memberNameText(ticket.memberName, i18n.t)} · <Ago iso={ticket.handedOverAt ?? ticket.redeemedAt} />
        </span>
      </div>
      {refusal !== null && (
        <Text as="p" tone="critical">
          {refusal}
        </Text>
      )}
      <div>
        <TakeBack ticket={ticket} fetcher={fetcher} />
      </div>
    </BlockStack>
  );
}
