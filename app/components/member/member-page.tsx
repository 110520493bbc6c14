import { Badge } from '@shopify/polaris';
import { useState } from 'react';
import type { MemberDeskView } from '#app/contracts/members.ts';
import type { MemberView } from '#app/contracts/reading.ts';
import { AdminPage, Columns, type MenuAction } from '../admin-page.tsx';
import { saveAs } from '../download-button.tsx';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';
import { memberNameText } from '../member-name.ts';
import { showToast } from '../toast.tsx';
import { AdjustCard } from './adjust-card.tsx';
import { AuditCard } from './audit-card.tsx';
import { BalanceCard } from './balance-card.tsx';
import { CodesCard } from './codes-card.tsx';
import { IdentityCard } from './identity-card.tsx';
import { LotsCard } from './lots-card.tsx';
import { BlockDialog, EraseDialog, LockDialog, type TierChoice } from './member-dialogs.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { MergedBanner, MergesCard } from './merges-card.tsx';
import { NotesCard } from './notes-card.tsx';
import { StatementCard } from './statement-card.tsx';
import { TierHistoryCard } from './tier-history-card.tsx';

const STATES = ['guest', 'member', 'left', 'blocked', 'erased', 'merged'] as const;

export interface MemberPageProps {
  readonly member: MemberView;
  readonly desk: MemberDeskView;
  readonly tiers: readonly TierChoice[];
  readonly nowMs: number;
}

type Question = 'lock' | 'block' | 'merge' | 'erase';

/** One person's account: what they have, how it came about, and a way to put it right. */
export function MemberPage({ member, desk, tiers, nowMs }: MemberPageProps) {
  const { t } = useI18n();
  const [question, setQuestion] = useState<Question | null>(null);
  const name = memberNameText(member.name, t);
  const closed = member.state === 'erased' || member.state === 'merged';
  const may = useMay();
  const close = () => setQuestion(null);
  const tierNames = Object.fromEntries(tiers.map((tier) => [tier.tierId, tier.name]));
  const actions = useActions(member, setQuestion);
  return (
    <AdminPage
      title={name}
      badge={<StateBadge state={member.state} />}
      back={{ label: t('nav.members'), url: '/app/members' }}
      {...(actions.length === 0 ? {} : { menu: { title: t('member.actions'), actions } })}
      nowMs={nowMs}
    >
      <MergedBanner desk={desk} />
      <Columns
        main={
          <>
            <BalanceCard member={member} />
            <StatementCard member={member} notes={desk.notes} />
            <LotsCard member={member} />
          </>
        }
        side={
          <>
            <TierHistoryCard member={member} lock={desk.lock} tierNames={tierNames} />
            {!closed && may('points.adjust') && <AdjustCard key={member.memberId} member={member} />}
            <NotesCard desk={desk} closed={closed || !may('members.change')} />
            <CodesCard member={member} />
            <IdentityCard member={member} desk={desk} />
            <MergesCard desk={desk} />
            <AuditCard desk={desk} />
          </>
        }
      />
      {question === 'lock' && <LockDialog desk={desk} tiers={tiers} onClose={close} />}
      {question === 'block' && <BlockDialog blocked={member.state === 'blocked'} onClose={close} />}
      {question === 'merge' && <MergeDialog member={member} tiers={tiers} onClose={close} />}
      {question === 'erase' && <EraseDialog member={member} onClose={close} />}
    </AdminPage>
  );
}

function useActions({ memberId, state }: MemberView, ask: (question: Question) => void): MenuAction[] {
  const { t } = useI18n();
  const may = useMay();
  const present = state === 'guest' || state === 'member' || state === 'blocked';
  const download = async () => {
    try {
      await saveAs(`/app/members/${memberId}/export`, `member-${memberId}.json`);
    } catch {
      showToast(t('download.failed'));
    }
  };
  return [
    ...(may('members.change') && (state === 'guest' || state === 'member')
      ? [{ content: t('member.action.lock'), onAction: () => ask('lock') }]
      : []),
    ...(present && may('members.merge') ? [{ content: t('member.action.merge'), onAction: () => ask('merge') }] : []),
    ...(present && may('members.change')
      ? [{ content: t(state === 'blocked' ? 'member.action.unblock' : 'member.action.block'), onAction: () => ask('block') }]
      : []),
    ...(state === 'merged' || state === 'erased' || !may('data.export')
      ? []
      : [{ content: t('member.action.export'), onAction: () => void download() }]),
    ...(state === 'merged' || state === 'erased' || !may('members.erase')
      ? []
      : [{ content: t('member.action.erase'), onAction: () => ask('erase'), destructive: true }]),
  ];
}

function StateBadge({ state }: { readonly state: string }) {
  const { t } = useI18n();
  const known = STATES.find((name) => name === state);
  const tone = state === 'blocked' ? 'critical' : state === 'member' ? 'success' : 'info';
  return <Badge tone={tone}>{known === undefined ? state : t(`member.state.${known}`)}</Badge>;
}
