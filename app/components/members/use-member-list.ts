import { useFetcher, useSearchParams } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { type MemberCount, type MemberListView, type MemberRowView, type MemberWish, memberWishFields } from '#app/contracts/members.ts';
import type { MembersAnswer } from './members-answer.ts';

/** The address of the members page's action. */
export const MEMBERS_ACTION = '/app/members?index';
const TYPING_MS = 300;
const WISH_FIELDS = ['state', 'tier', 'store', 'debt', 'pending', 'from', 'to', 'joined-from', 'joined-to', 'order', 'sort'];

export interface MemberList {
  readonly wish: MemberWish;
  readonly rows: readonly MemberRowView[];
  readonly matching: MemberCount;
  readonly next: string | null;
  readonly loading: boolean;
  readonly loadingMore: boolean;
  /** Asks anew; what is typed is waited for. */
  change(change: Partial<MemberWish>): void;
  more(): void;
  /** The same question once more. */
  refresh(): void;
}

/** The list as it is asked for: each change asks anew from the beginning, "more" goes on where it ended. Only the newest question's answer counts. */
export function useMemberList(initial: { readonly wish: MemberWish; readonly list: MemberListView }): MemberList {
  const fetcher = useFetcher<MembersAnswer>();
  const [wish, setWish] = useState(initial.wish);
  const [shown, setShown] = useState(initial.list);
  const [pending, setPending] = useState<'anew' | 'more' | null>(null);
  const question = useRef(0);
  const seen = useRef<MembersAnswer | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const keepInAddress = useWishInAddress();
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const answer = fetcher.data;
    if (answer?.outcome !== 'list' || answer === seen.current) return;
    seen.current = answer;
    if (answer.asked !== String(question.current)) return;
    setPending(null);
    setShown((was) => (answer.after === null ? answer.list : { ...answer.list, rows: [...was.rows, ...answer.list.rows] }));
  }, [fetcher.data]);

  const ask = (asked: MemberWish, after: string | null) => {
    question.current += 1;
    const fields = { ...memberWishFields(asked, { text: true }), intent: 'list', asked: String(question.current) };
    fetcher.submit(after === null ? fields : { ...fields, after }, { method: 'post', action: MEMBERS_ACTION });
  };
  return {
    wish,
    rows: shown.rows,
    matching: shown.matching,
    next: shown.next,
    loading: pending === 'anew',
    loadingMore: pending === 'more',
    change: (change) => {
      const next = { ...wish, ...change };
      setWish(next);
      setPending('anew');
      clearTimeout(timer.current);
      const typed = Object.keys(change).every((name) => TYPED.has(name));
      timer.current = setTimeout(
        () => {
          keepInAddress(next);
          ask(next, null);
        },
        typed ? TYPING_MS : 0,
      );
    },
    more: () => {
      if (shown.next === null || pending !== null) return;
      setPending('more');
      ask(wish, shown.next);
    },
    refresh: () => {
      setPending('anew');
      ask(wish, null);
    },
  };
}

const TYPED: ReadonlySet<string> = new Set<keyof MemberWish>(['text', 'balanceFrom', 'balanceTo', 'joinedFrom', 'joinedTo']);

/** The filter can be linked to and come back to; what was typed as a name cannot. */
function useWishInAddress(): (wish: MemberWish) => void {
  const [, setParams] = useSearchParams();
  return (wish) => {
    setParams(
      (params) => {
        for (const name of WISH_FIELDS) params.delete(name);
        for (const [name, value] of Object.entries(memberWishFields(wish, { text: false }))) params.set(name, value);
        return params;
      },
      { replace: true, preventScrollReset: true },
    );
  };
}
