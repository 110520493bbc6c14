import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { HandoverAnswer, HandoverPage as HandoverView, HandoverTicket } from '#app/contracts/handover.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { FindCard } from './find-card.tsx';
import { RecentCard } from './recent-card.tsx';
import { StockCard } from './stock-card.tsx';
import { TicketCard } from './ticket-card.tsx';
import { WaitingCard } from './waiting-card.tsx';

export interface HandoverPageProps {
  readonly page: HandoverView;
  readonly isFirst: boolean;
  readonly nowMs: number;
}

/** The counter: a code comes in, the reward goes out. Made for a phone and for a scanner that types. */
export function HandoverPage({ page, isFirst, nowMs }: HandoverPageProps) {
  const { t } = useI18n();
  const find = useFetcher<HandoverAnswer>();
  const [ticket, setTicket] = useState<HandoverTicket | null>(null);
  const [code, setCode] = useState('');
  const answer = find.data;
  useEffect(() => {
    if (answer === undefined) return;
    setTicket(answer.outcome === 'ticket' ? answer.ticket : null);
    if (answer.outcome === 'ticket') setCode('');
  }, [answer]);
  const show = (wanted: string): void => find.submit({ intent: 'find', code: wanted }, { method: 'post', action: '/app/handover' });
  return (
    <AdminPage title={t('handover.title')} nowMs={nowMs}>
      <Columns
        main={
          <>
            <div>
              <FindCard
                code={code}
                onChange={setCode}
                onFind={show}
                busy={find.state !== 'idle'}
                unknown={answer?.outcome === 'unknown' && find.state === 'idle'}
                shown={ticket === null ? null : `${ticket.redemptionId} ${ticket.state}`}
              />
              <div role="status" className="rung-ticket-place">
                {ticket !== null && (
                  <TicketCard key={ticket.redemptionId} ticket={ticket} onChange={setTicket} onNext={() => setTicket(null)} />
                )}
              </div>
            </div>
            <WaitingCard waiting={page.waiting} next={page.next} isFirst={isFirst} onShow={show} shownId={ticket?.redemptionId ?? null} />
          </>
        }
        side={
          <>
            <RecentCard recent={page.recent.filter(({ redemptionId }) => redemptionId !== ticket?.redemptionId)} />
            <StockCard stock={page.stock} />
          </>
        }
      />
    </AdminPage>
  );
}
