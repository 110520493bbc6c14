import { memberWishFields } from '#app/contracts/members.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import { mergeByStaff, unmergeMembers } from '../unmerge-members.ts';
import { cancelBulk, listBulk, previewBulk, startBulk, undoBulk } from './bulk-actions.ts';
import { addNote, lockTier, setBlocked } from './change-member.ts';
import { eraseByStaff, exportMember } from './erase-member.ts';
import { exportMembers, listMembers } from './list-members.ts';
import type { MemberServices } from './member-desk.ts';
import { previewMerge, readMemberDesk } from './read-member-desk.ts';

/** What the pages of members may ask for, over one desk. */
export function createMemberServices(desk: Desk): MemberServices {
  return {
    list: (asked) => listMembers(desk, asked),
    async *exportList({ programId, wish, staffId }) {
      // Who was looked for by name stays out of the books.
      const details = { filter: memberWishFields(wish, { text: false }) };
      await insertAudit(desk.database.pool, programId, {
        actorKind: 'staff',
        actorId: staffId,
        action: 'members-exported',
        subject: programId,
        details,
      });
      yield* exportMembers(desk, programId, wish);
    },
    readDesk: (programId, memberId) => readMemberDesk(desk, programId, memberId),
    addNote: (act) => addNote(desk, act),
    lockTier: (act) => lockTier(desk, act),
    setBlocked: (act) => setBlocked(desk, act),
    previewMerge: (asked) => previewMerge(desk, asked),
    merge: ({ programId, memberId, from, staffId }) => mergeByStaff(desk, { programId, from, to: memberId, staffId }),
    unmerge: (act) => unmergeMembers(desk, act),
    exportMember: (act) => exportMember(desk, act),
    erase: (act) => eraseByStaff(desk, act),
    previewBulk: (act) => previewBulk(desk, act),
    startBulk: (act) => startBulk(desk, act),
    listBulk: (programId) => listBulk(desk, programId),
    cancelBulk: (act) => cancelBulk(desk, act),
    undoBulk: (act) => undoBulk(desk, act),
  };
}
