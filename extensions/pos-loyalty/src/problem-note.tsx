import { problemWords } from '../../shared-ui/problem-words.ts';
import type { Problem } from '../../shared-ui/rung-client.ts';
import type { Speech } from '../../shared-ui/speech.ts';

/** What went wrong, in the app's words where it had some, and a way to try again. */
export function ProblemNote({
  problem,
  speech,
  onRetry,
}: {
  readonly problem: Problem;
  readonly speech: Speech;
  readonly onRetry?: () => void;
}) {
  return (
    <s-stack gap="small">
      <s-banner tone="warning" heading={sentenceOf(problem, speech)} />
      {onRetry && (
        <s-button variant="secondary" onClick={onRetry}>
          {speech.say('problem.retry')}
        </s-button>
      )}
    </s-stack>
  );
}

function sentenceOf(problem: Problem, speech: Speech): string {
  if (problem.code === 'no-token') return speech.say('problem.noPermission');
  return problem.code === 'till_code' ? speech.say('problem.till_code') : problemWords(problem, speech);
}
