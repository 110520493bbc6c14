import { changeLabelsEn } from './change-labels.en.ts';
import { changeWordsEn } from './change-words.en.ts';
import { fieldProblemWordsEn } from './field-problem-words.en.ts';
import { findingWordsEn } from './finding-words.en.ts';
import type { ProgramWords } from './say.ts';

export const programWordsEn: ProgramWords = {
  changes: { messages: changeWordsEn, labels: changeLabelsEn, none: 'none' },
  problems: { messages: { ...fieldProblemWordsEn, ...findingWordsEn } },
};
