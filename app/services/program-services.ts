import type { Desk } from './desk.ts';
import {
  discardProgramDraft,
  pauseProgram,
  publishFirstProgram,
  publishProgramDraft,
  rebaseProgramDraft,
  reviewProgramDraft,
  reviewProgramVersion,
  rollBackProgram,
  saveProgramDraft,
} from './program-drafts.ts';
import { hideFirstSteps, readFirstStepsOf, readProgramEditor, readProgramHistory, readProgramVersion } from './read-program.ts';
import type { ProgramServices } from './program-desk.ts';
import { cancelReplay, readReplay, startReplay } from './replay-program.ts';

/** What the program pages may ask for, over one desk. */
export function createProgramServices(desk: Desk): ProgramServices {
  return {
    readEditor: (programId) => readProgramEditor(desk, programId),
    readHistory: (programId) => readProgramHistory(desk, programId),
    readVersion: (programId, versionNo) => readProgramVersion(desk, programId, versionNo),
    readFirstSteps: (programId) => readFirstStepsOf(desk, programId),
    hideFirstSteps: (programId, staffId) => hideFirstSteps(desk, programId, staffId),
    saveDraft: (input) => saveProgramDraft(desk, input),
    discardDraft: (input) => discardProgramDraft(desk, input),
    rebaseDraft: (input) => rebaseProgramDraft(desk, input),
    reviewDraft: (programId) => reviewProgramDraft(desk, programId),
    reviewVersion: (programId, versionNo) => reviewProgramVersion(desk, programId, versionNo),
    publishDraft: (input) => publishProgramDraft(desk, input),
    publishFirst: (input) => publishFirstProgram(desk, input),
    rollBack: (input) => rollBackProgram(desk, input),
    startReplay: (input) => startReplay(desk, input),
    readReplay: (programId) => readReplay(desk, programId),
    cancelReplay: (programId) => cancelReplay(desk, programId),
    pause: (input) => pauseProgram(desk, input),
  };
}
