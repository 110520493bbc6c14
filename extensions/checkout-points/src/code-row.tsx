import type { StorefrontCode } from '#app/contracts/storefront.ts';
import type { Speech } from '../../shared-ui/speech.ts';

interface CodeRowProps {
  readonly code: StorefrontCode;
  readonly speech: Speech;
  readonly isOnOrder: boolean;
  readonly canApply: boolean;
  readonly busy: boolean;
  readonly onApply: () => void;
  readonly onRemove: () => void;
  readonly onGiveBack: () => void;
}

/** A code that the member has: put it on the order, take it off, or give it back for the points. */
export function CodeRow({ code, speech, isOnOrder, canApply, busy, onApply, onRemove, onGiveBack }: CodeRowProps) {
  const status = isOnOrder ? speech.say('code.applied') : code.state === 'creating' ? speech.say('code.creating') : (code.code ?? '');
  return (
    <s-box padding="base" border="base" borderRadius="base">
      <s-stack gap="small-200">
        <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
          <s-stack gap="small-400">
            <s-text type="strong">{code.rewardName}</s-text>
            <s-text tone={isOnOrder ? 'success' : 'auto'}>{status}</s-text>
          </s-stack>
          {isOnOrder ? (
            <s-button
              variant="secondary"
              loading={busy}
              disabled={!canApply}
              accessibilityLabel={speech.say('code.removeNamed', { reward: code.rewardName })}
              onClick={onRemove}
            >
              {speech.say('code.remove')}
            </s-button>
          ) : (
            <s-button
              variant="primary"
              loading={busy}
              disabled={!canApply || code.code === null}
              accessibilityLabel={speech.say('code.applyNamed', { reward: code.rewardName })}
              onClick={onApply}
            >
              {speech.say('code.apply')}
            </s-button>
          )}
        </s-grid>
        {code.undoable && !isOnOrder && (
          <s-link onClick={onGiveBack} accessibilityLabel={speech.say('code.giveBackNamed', { reward: code.rewardName })}>
            {speech.say('code.giveBack')}
          </s-link>
        )}
      </s-stack>
    </s-box>
  );
}
