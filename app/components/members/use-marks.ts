import { useState } from 'react';
import { MAX_MARKED, type MemberRowView } from '#app/contracts/members.ts';

/** Which members are marked: some of those that are shown, or all that match. */
export interface Marks {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
  isMarked(memberId: string): boolean;
  toggle(memberId: string): void;
  toggleShown(): void;
  markAll(): void;
  clear(): void;
  /** Every shown row is marked. */
  readonly everyShown: boolean;
}

const NONE: ReadonlySet<string> = new Set();

export function useMarks(rows: readonly MemberRowView[]): Marks {
  const [marked, setMarked] = useState<{ readonly all: boolean; readonly ids: ReadonlySet<string> }>({ all: false, ids: NONE });
  // Who is not on the list any more is not marked any more.
  const shown = new Set(rows.map(({ memberId }) => memberId));
  const ids = new Set([...marked.ids].filter((id) => shown.has(id)));
  const everyShown = rows.length > 0 && rows.every(({ memberId }) => ids.has(memberId));
  return {
    all: marked.all,
    ids,
    everyShown: marked.all || everyShown,
    isMarked: (memberId) => marked.all || ids.has(memberId),
    toggle: (memberId) => {
      const next = new Set(marked.all ? shown : ids);
      if (!next.delete(memberId) && next.size < MAX_MARKED) next.add(memberId);
      setMarked({ all: false, ids: next });
    },
    toggleShown: () => setMarked({ all: false, ids: marked.all || everyShown ? NONE : new Set([...shown].slice(0, MAX_MARKED)) }),
    markAll: () => setMarked({ all: true, ids: NONE }),
    clear: () => setMarked({ all: false, ids: NONE }),
  };
}
