import { ProblemNote } from './problem-note.tsx';
import type { Surface } from './surface.ts';
import { useDeed } from './use-deed.ts';

/** Joins with one tap; `onJoined` once it is done. */
export function JoinButton({ surface, onJoined }: { readonly surface: Surface; readonly onJoined: () => void }) {
  const { busy, problem, run } = useDeed((wentWell) => {
    if (wentWell) onJoined();
  });
  return (
    <s-stack gap="small-200">
      <s-button variant="secondary" loading={busy !== null} onClick={() => void run('join', () => surface.client.post('shopper/join', {}))}>
        {surface.speech.say('join.button')}
      </s-button>
      {problem && <ProblemNote problem={problem} speech={surface.speech} />}
    </s-stack>
  );
}
