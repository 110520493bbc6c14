import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { BulkState, BulkView, MemberRefusal } from '#app/contracts/members.ts';
import type { MembersAnswer } from './members-answer.ts';
import { MEMBERS_ACTION } from './use-member-list.ts';

const LOOK_MS = 2_000;
const ACTIVE: readonly BulkState[] = ['waiting', 'running', 'undo-waiting', 'undoing'];

export interface Bulks {
  readonly bulks: readonly BulkView[];
  readonly active: boolean;
  readonly busy: boolean;
  readonly refusal: MemberRefusal | null;
  begun(bulk: BulkView): void;
  cancel(bulkId: string): void;
  undo(bulkId: string): void;
}

export function isActive({ state }: BulkView): boolean {
  return ACTIVE.includes(state);
}

/** Actions on many members: looks every two seconds while one runs; `onOver` hears when the last one is through. */
export function useBulks(initial: readonly BulkView[], onOver: () => void): Bulks {
  const [bulks, setBulks] = useState(initial);
  const looking = useFetcher<MembersAnswer>();
  const acting = useFetcher<MembersAnswer>();
  const active = bulks.some(isActive);
  const wasActive = useRef(active);
  const replace = (bulk: BulkView) =>
    setBulks((was) =>
      was.some(({ bulkId }) => bulkId === bulk.bulkId) ? was.map((one) => (one.bulkId === bulk.bulkId ? bulk : one)) : [bulk, ...was],
    );
  useEffect(() => {
    if (looking.data?.outcome === 'bulks') setBulks(looking.data.bulks);
  }, [looking.data]);
  useEffect(() => {
    if (acting.data?.outcome === 'bulk') replace(acting.data.bulk);
  }, [acting.data]);
  const { submit, state } = looking;
  useEffect(() => {
    if (!active || state !== 'idle') return undefined;
    const timer = setTimeout(() => submit({ intent: 'bulks' }, { method: 'post', action: MEMBERS_ACTION }), LOOK_MS);
    return () => clearTimeout(timer);
  }, [active, state, submit]);
  useEffect(() => {
    if (wasActive.current && !active) onOver();
    wasActive.current = active;
  });
  const act = (intent: string, bulkId: string) => acting.submit({ intent, bulkId }, { method: 'post', action: MEMBERS_ACTION });
  return {
    bulks,
    active,
    busy: acting.state !== 'idle',
    refusal: acting.data?.outcome === 'refused' ? acting.data.refusal : null,
    begun: replace,
    cancel: (bulkId) => act('bulk-cancel', bulkId),
    undo: (bulkId) => act('bulk-undo', bulkId),
  };
}
