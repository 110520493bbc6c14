import { Badge } from '@shopify/polaris';
import type { MemberView } from '#app/contracts/reading.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { FactsCard } from '../facts-card.tsx';
import { useI18n } from '../i18n-context.tsx';
import { AdjustCard } from './adjust-card.tsx';
import { BalanceCard } from './balance-card.tsx';
import { CodesCard } from './codes-card.tsx';
import { LotsCard } from './lots-card.tsx';
import { StatementCard } from './statement-card.tsx';
import { TierHistoryCard } from './tier-history-card.tsx';

const STATES = ['guest', 'member', 'left', 'blocked', 'erased'] as const;

export interface MemberPageProps {
  readonly member: MemberView;
  readonly tierNames: Readonly<Record<string, string>>;
  readonly nowMs: number;
}

/** One person's account: what they have, how it came about, and a way to put it right. */
export function MemberPage({ member, tierNames, nowMs }: MemberPageProps) {
  const { t } = useI18n();
  const name = member.name.trim() === '' ? t('member.unnamed') : member.name;
  return (
    <AdminPage title={name} badge={<StateBadge state={member.state} />} back={{ label: t('nav.home'), url: '/app' }} nowMs={nowMs}>
      <Columns
        main={
          <>
            <BalanceCard member={member} />
            <StatementCard member={member} />
            <LotsCard member={member} />
          </>
        }
        side={
          <>
            <TierHistoryCard member={member} tierNames={tierNames} />
            <AdjustCard key={member.memberId} member={member} />
            <CodesCard member={member} />
            <IdentityCard member={member} />
          </>
        }
      />
    </AdminPage>
  );
}

function StateBadge({ state }: { readonly state: string }) {
  const { t } = useI18n();
  const known = STATES.find((name) => name === state);
  const tone = state === 'blocked' ? 'critical' : state === 'member' ? 'success' : 'info';
  return <Badge tone={tone}>{known === undefined ? state : t(`member.state.${known}`)}</Badge>;
}

function IdentityCard({ member }: { readonly member: MemberView }) {
  const { t, date } = useI18n();
  const customers = member.identities.map(({ customerId }) => customerId).join(', ');
  return (
    <FactsCard
      title={t('member.identities')}
      facts={[
        { name: t('member.email'), value: member.email ?? '–' },
        { name: t('member.customer'), value: customers === '' ? '–' : customers },
        { name: t('member.joined'), value: member.joinedAt === null ? t('member.joined.not') : date(member.joinedAt) },
      ]}
    />
  );
}
