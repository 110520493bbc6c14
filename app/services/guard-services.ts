import type { BulkTask } from '#app/contracts/members.ts';
import { mayDo, type PointsAllowance, type Right } from '#app/domain/staff/rights.ts';
import { refused, type Result } from '#app/domain/result.ts';
import type { Desk } from './desk.ts';
import type { HandoverServices } from './handover/handover-desk.ts';
import type { BulkAct, MemberServices } from './members/member-desk.ts';
import type { ProgramServices } from './program-desk.ts';
import type { AdjustInput, Services } from './services.ts';
import type { NotAllowed } from './staff/staff-desk.ts';
import { NOT_ALLOWED, NotAllowedError, readStanding, whyNot } from './staff/staff-standing.ts';

interface Act {
  readonly programId: string;
  readonly staffId: string;
}

type Ask = (act: Act, right: Right) => Promise<NotAllowed | null>;

/**
 * Puts the rights of staff before everything that changes something in their name, whatever door they came through: what a page hides, a request cannot do either. What a
 * role may give is set here too, so no door can say otherwise. Operators' commands and schedules act in nobody's name and pass.
 */
export function guardServices(desk: Desk, services: Services): Services {
  const ask: Ask = (act, right) => whyNot(desk, { ...act, right });
  return {
    ...services,
    async adjustPoints(input) {
      const limits = await limitsOf(desk, { ...input, staffId: input.actorId }, 'points.adjust');
      return limits === null ? refused(NOT_ALLOWED) : services.adjustPoints({ ...input, ...limits });
    },
    startImport: (wish) => guarded(ask({ ...wish, staffId: wish.startedBy }, 'data.import'), () => services.startImport(wish)),
    changeImport: (change) => guarded(ask({ ...change, staffId: change.actorId }, 'data.import'), () => services.changeImport(change)),
    undoImport: (wish) => guarded(ask({ ...wish, staffId: wish.actorId }, 'data.import'), () => services.undoImport(wish)),
    async saveQrDesign(input) {
      await insist(ask, input, 'program.edit');
      return services.saveQrDesign(input);
    },
    async wantOrder(act) {
      await insist(ask, act, 'members.see');
      return services.wantOrder(act);
    },
    program: guardProgram(ask, services.program),
    handover: guardHandover(ask, services.handover),
    members: guardMembers(desk, ask, services.members),
    issuing: {
      ...services.issuing,
      async upload(input) {
        await insist(ask, input, 'rewards.stock');
        return services.issuing.upload(input);
      },
      async withdraw(input) {
        await insist(ask, input, 'rewards.stock');
        return services.issuing.withdraw(input);
      },
    },
    rewards: {
      ...services.rewards,
      async setLowMark(input) {
        await insist(ask, input, 'rewards.stock');
        return services.rewards.setLowMark(input);
      },
      async keepPicture(input) {
        await insist(ask, input, 'program.edit');
        return services.rewards.keepPicture(input);
      },
    },
  };
}

function guardProgram(ask: Ask, program: ProgramServices): ProgramServices {
  const none = { ...NOT_ALLOWED, problems: [] };
  const asked = async (act: Act, right: Right) => ((await ask(act, right)) === null ? null : none);
  return {
    ...program,
    async hideFirstSteps(programId, staffId) {
      await insist(ask, { programId, staffId }, 'program.edit');
      return program.hideFirstSteps(programId, staffId);
    },
    saveDraft: (input) => guarded(asked(input, 'program.edit'), () => program.saveDraft(input)),
    discardDraft: (input) => guarded(asked(input, 'program.edit'), () => program.discardDraft(input)),
    rebaseDraft: (input) => guarded(asked(input, 'program.edit'), () => program.rebaseDraft(input)),
    startReplay: (input) => guarded(ask(input, 'program.edit'), () => program.startReplay(input)),
    publishDraft: (input) => guarded(asked(input, 'program.publish'), () => program.publishDraft(input)),
    publishFirst: (input) => guarded(asked(input, 'program.publish'), () => program.publishFirst(input)),
    rollBack: (input) => guarded(asked(input, 'program.publish'), () => program.rollBack(input)),
    async pause(input) {
      await insist(ask, input, 'program.publish');
      return program.pause(input);
    },
  };
}

function guardHandover(ask: Ask, handover: HandoverServices): HandoverServices {
  return {
    ...handover,
    handOver: (input) => guarded(ask(input, 'rewards.hand-over'), () => handover.handOver(input)),
    takeBack: (input) => guarded(ask(input, 'rewards.hand-over'), () => handover.takeBack(input)),
    changeStock: (input) => guarded(ask(input, 'rewards.stock'), () => handover.changeStock(input)),
  };
}

function guardMembers(desk: Desk, ask: Ask, members: MemberServices): MemberServices {
  /** A bulk action of points is limited like one adjustment. */
  const bulk = async <Wanted extends BulkAct & { readonly task: BulkTask }>(wanted: Wanted): Promise<Wanted | null> => {
    if ((await ask(wanted, 'members.bulk')) !== null) return null;
    if (wanted.task.kind !== 'points') return wanted;
    const limits = await limitsOf(desk, wanted, 'points.adjust');
    return limits === null ? null : { ...wanted, ...limits };
  };
  return {
    ...members,
    async *exportList(asked) {
      await insist(ask, asked, 'data.export');
      yield* members.exportList(asked);
    },
    async exportMember(act) {
      await insist(ask, act, 'data.export');
      return members.exportMember(act);
    },
    addNote: (act) => guarded(ask(act, 'members.change'), () => members.addNote(act)),
    lockTier: (act) => guarded(ask(act, 'members.change'), () => members.lockTier(act)),
    setBlocked: (act) => guarded(ask(act, 'members.change'), () => members.setBlocked(act)),
    merge: (act) => guarded(ask(act, 'members.merge'), () => members.merge(act)),
    unmerge: (act) => guarded(ask(act, 'members.merge'), () => members.unmerge(act)),
    erase: (act) => guarded(ask(act, 'members.erase'), () => members.erase(act)),
    async previewBulk(wanted) {
      const limited = await bulk(wanted);
      return limited === null ? refused(NOT_ALLOWED) : members.previewBulk(limited);
    },
    async startBulk(wanted) {
      const limited = await bulk(wanted);
      return limited === null ? refused(NOT_ALLOWED) : members.startBulk(limited);
    },
    cancelBulk: (act) => guarded(ask(act, 'members.bulk'), () => members.cancelBulk(act)),
    undoBulk: (act) => guarded(ask(act, 'members.bulk'), () => members.undoBulk(act)),
  };
}

/** Does it unless there is a refusal. */
async function guarded<Value, Refusal, Barred>(
  asking: Promise<Barred | null>,
  act: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal | Barred>> {
  const barred = await asking;
  return barred === null ? act() : refused(barred);
}

/** For what answers no refusal: the door asked before. */
async function insist(ask: Ask, act: Act, right: Right): Promise<void> {
  if ((await ask(act, right)) !== null) throw new NotAllowedError(right);
}

/** What somebody may give or take, in place of what the door said; null: nothing. Who is no person keeps what the door said. */
async function limitsOf(
  desk: Desk,
  act: Act,
  right: Right,
): Promise<Pick<AdjustInput, 'isOwner' | 'allowance'> | Record<string, never> | null> {
  const standing = await readStanding(desk, act);
  if (standing === null) return {};
  if (!mayDo(standing, right)) return null;
  const allowance: PointsAllowance = { perAction: standing.perAction, perDay: standing.perDay };
  return { isOwner: mayDo(standing, 'points.large'), allowance };
}
