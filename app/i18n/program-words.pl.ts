import { changeLabelsPl } from './change-labels.pl.ts';
import { changeWordsPl } from './change-words.pl.ts';
import { fieldProblemWordsPl } from './field-problem-words.pl.ts';
import { findingWordsPl } from './finding-words.pl.ts';
import type { ProgramWords } from './say.ts';

export const programWordsPl: ProgramWords = {
  changes: { messages: changeWordsPl, labels: changeLabelsPl, none: 'brak' },
  problems: { messages: { ...fieldProblemWordsPl, ...findingWordsPl } },
};
