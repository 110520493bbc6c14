import { problemWords } from './problem-words.ts';
import type { Problem } from './rung-client.ts';
import type { Speech } from './speech.ts';

/** What went wrong, in the app's words where it had some, and a way to try again. */
export function ProblemNote({
  problem,
  speech,
  onRetry,
}: {
  readonly problem: Problem;
  readonly speech: Speech;
  readonly onRetry?: (() => void) | undefined;
}) {
  return (
    <s-banner tone={problem.code === 'offline' ? 'warning' : 'info'}>
      <s-stack gap="small-200">
        <s-text>{problemWords(problem, speech)}</s-text>
        {onRetry && (
          <s-button variant="secondary" onClick={onRetry}>
            {speech.say('problem.retry')}
          </s-button>
        )}
      </s-stack>
    </s-banner>
  );
}
