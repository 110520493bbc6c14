import { Banner, BlockStack, Button, Card, Link, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { HandoverAnswer, HandoverTicket } from '#app/contracts/handover.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';
import { refusalText } from './refusal-text.ts';
import { RewardPicture } from './reward-picture.tsx';
import { TakeBack } from './take-back.tsx';

export interface TicketCardProps {
  readonly ticket: HandoverTicket;
  /** It was handed over or taken back: as it stands now. */
  readonly onChange: (ticket: HandoverTicket) => void;
  readonly onNext: () => void;
}

/** What a code stands for, for whom, and the one big button; afterwards that it is done, and how a mistake is taken back. */
export function TicketCard({ ticket, onChange, onNext }: TicketCardProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const give = useFetcher<HandoverAnswer>();
  const back = useFetcher<HandoverAnswer>();
  const refusal = refusalText(back.data, i18n) ?? refusalText(give.data, i18n);
  useEffect(() => {
    if (give.data?.outcome === 'handed-over') onChange(give.data.ticket);
  }, [give.data, onChange]);
  useEffect(() => {
    if (back.data?.outcome === 'taken-back') onChange(back.data.ticket);
  }, [back.data, onChange]);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The reward is what comes next; on a phone it may be below the fold.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [ticket.state]);
  const handOver = (): void =>
    give.submit({ intent: 'hand-over', redemptionId: ticket.redemptionId }, { method: 'post', action: '/app/handover' });
  return (
    <Card roundedAbove="xs">
      <div ref={place} className="rung-ticket">
        <BlockStack gap="400">
          <Standing ticket={ticket} takenBack={back.data?.outcome === 'taken-back'} />
          {refusal !== null && (
            <Banner tone="warning">
              <Text as="p">{refusal}</Text>
            </Banner>
          )}
          <div className="rung-ticket-head">
            <RewardPicture picture={ticket.picture} large />
            <div>
              <Text as="h2" variant="headingLg">
                {ticket.rewardName}
              </Text>
              {ticket.description !== '' && <p className="rung-quiet">{ticket.description}</p>}
              <code className="rung-chip rung-chip-code">{ticket.code}</code>
            </div>
          </div>
          <Facts ticket={ticket} />
          {ticket.state === 'waiting' && (
            <div className="rung-give">
              <Button variant="primary" size="large" fullWidth loading={give.state !== 'idle'} onClick={handOver}>
                {t('handover.give')}
              </Button>
            </div>
          )}
          {ticket.state !== 'waiting' && (
            <div className="rung-ticket-after">
              <Button size="large" onClick={onNext}>
                {t('handover.next')}
              </Button>
              {ticket.takeBackUntil !== null && <TakeBack ticket={ticket} fetcher={back} />}
            </div>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}

function Standing({ ticket, takenBack }: { readonly ticket: HandoverTicket; readonly takenBack: boolean }) {
  const { t, dateTime } = useI18n();
  if (ticket.state === 'done')
    return (
      <Banner tone="success" title={t('handover.given')}>
        <Text as="p">
          {ticket.takeBackUntil !== null
            ? t('handover.given.text', { time: dateTime(ticket.takeBackUntil) })
            : t('handover.given.final', { time: dateTime(ticket.handedOverAt ?? ticket.redeemedAt) })}
        </Text>
      </Banner>
    );
  if (ticket.state === 'over')
    return (
      <Banner tone={takenBack ? 'info' : 'warning'} title={takenBack ? t('handover.back.done') : t('handover.over')}>
        <Text as="p">{takenBack ? t('handover.back.done.text') : t('handover.over.text')}</Text>
      </Banner>
    );
  if (ticket.state === 'cart')
    return (
      <Banner tone="info" title={t('handover.cart')}>
        <Text as="p">{t('handover.cart.text')}</Text>
      </Banner>
    );
  return (
    <>
      {takenBack && <Banner tone="info" title={t('handover.back.waits')} />}
      {ticket.isBlocked && (
        <Banner tone="critical" title={t('handover.blocked')}>
          <Text as="p">{t('handover.blocked.text')}</Text>
        </Banner>
      )}
      {ticket.isExpired && (
        <Banner tone="warning" title={t('handover.expired')}>
          <Text as="p">{t('handover.expired.text')}</Text>
        </Banner>
      )}
    </>
  );
}

function Facts({ ticket }: { readonly ticket: HandoverTicket }) {
  const { t, points, date } = useI18n();
  return (
    <dl className="rung-ticket-facts">
      <div>
        <dt>{t('handover.member')}</dt>
        <dd>
          <Link url={`/app/members/${ticket.memberId}`}>{memberNameText(ticket.memberName, t)}</Link>
        </dd>
      </div>
      <div>
        <dt>{t('handover.cost')}</dt>
        <dd>{ticket.points === 0 ? t('handover.cost.gift') : points(ticket.points, ticket.unit)}</dd>
      </div>
      <div>
        <dt>{t('handover.redeemed')}</dt>
        <dd>{t('handover.redeemed.at', { date: date(ticket.redeemedAt), store: ticket.storeName })}</dd>
      </div>
      {ticket.expiresAt !== null && (
        <div>
          <dt>{t('handover.until')}</dt>
          <dd>{date(ticket.expiresAt)}</dd>
        </div>
      )}
      {ticket.kind === 'item' && (
        <div>
          <dt>{t('handover.pickup')}</dt>
          <dd>{t(`handover.pickup.${ticket.pickup}`)}</dd>
        </div>
      )}
    </dl>
  );
}
