import { Button, EmptyState } from '@shopify/polaris';
import { EVERYBODY, isFiltered } from '#app/contracts/members.ts';
import { useI18n } from '../i18n-context.tsx';
import type { MemberList } from './use-member-list.ts';

/** Nobody: either there is nobody yet, or nobody matches; each with the way on. */
export function MembersNothing({ members }: { readonly members: MemberList }) {
  const { t } = useI18n();
  if (!isFiltered(members.wish)) {
    return (
      <EmptyState heading={t('members.empty')} image="" action={{ content: t('members.empty.action'), url: '/app/program' }}>
        <p>{t('members.empty.text')}</p>
      </EmptyState>
    );
  }
  return (
    <div className="rung-nothing" role="status">
      <p className="rung-strong">{t(members.loading ? 'members.searching' : 'members.none')}</p>
      {!members.loading && (
        <>
          <p className="rung-quiet">{t('members.none.text')}</p>
          <Button onClick={() => members.change({ ...EVERYBODY, sort: members.wish.sort })}>{t('members.none.action')}</Button>
        </>
      )}
    </div>
  );
}
