import { useMemo } from 'react';
import type { ProgramProblemView } from '#app/contracts/program-editor.ts';
import { problemSayer } from '#app/i18n/say-program.ts';
import { useI18n } from '../i18n-context.tsx';

/** What is wrong where, one a line; nothing when nothing is. */
export function Problems({ problems }: { readonly problems: readonly ProgramProblemView[] }) {
  const { locale } = useI18n();
  const say = useMemo(() => problemSayer(locale), [locale]);
  if (problems.length === 0) return null;
  return (
    <ul className="rung-reasons">
      {problems.map(({ path, says }) => (
        <li key={`${path} ${says.code}`}>{say(says)}</li>
      ))}
    </ul>
  );
}
