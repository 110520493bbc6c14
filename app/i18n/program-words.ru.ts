import { changeLabelsRu } from './change-labels.ru.ts';
import { changeWordsRu } from './change-words.ru.ts';
import { fieldProblemWordsRu } from './field-problem-words.ru.ts';
import { findingWordsRu } from './finding-words.ru.ts';
import type { ProgramWords } from './say.ts';

export const programWordsRu: ProgramWords = {
  changes: { messages: changeWordsRu, labels: changeLabelsRu, none: 'нет' },
  problems: { messages: { ...fieldProblemWordsRu, ...findingWordsRu } },
};
