import type { StorefrontCode } from '#app/contracts/storefront.ts';
import type { Speech } from '../../shared-ui/speech.ts';

interface CodeTicketProps {
  readonly code: StorefrontCode;
  readonly speech: Speech;
  readonly shopUrl: string | null;
  readonly busy: boolean;
  readonly onGiveBack: () => void;
}

/** A code as a ticket: what it gives, until when, copy, shop with it, give it back. */
export function CodeTicket({ code, speech, shopUrl, busy, onGiveBack }: CodeTicketProps) {
  const clipboard = `code-${code.redemptionId}`;
  const ready = code.state === 'ready' ? code.code : null;
  return (
    <s-box padding="base" border="base" borderRadius="base">
      <s-stack gap="small-200">
        <s-text type="strong">{code.rewardName}</s-text>
        {ready !== null ? <s-heading>{ready}</s-heading> : <s-text color="subdued">{speech.say(`code.${code.state}`)}</s-text>}
        {ready !== null && <s-text color="subdued">{terms(code, speech)}</s-text>}
        {ready !== null && (
          <s-stack direction="inline" gap="base">
            {code.usableHere && shopUrl !== null && (
              <s-button variant="primary" href={`${shopUrl}/discount/${encodeURIComponent(ready)}?redirect=%2Fcart`}>
                {speech.say('code.shopWithIt')}
              </s-button>
            )}
            {code.use === 'counter' && <s-text>{speech.say('code.show')}</s-text>}
            {code.use !== 'counter' && !code.usableHere && (
              <s-text color="subdued">{speech.say('code.elsewhere', { store: code.storeName })}</s-text>
            )}
            <s-button variant="secondary" command="--copy" commandFor={clipboard}>
              {speech.say('code.copy')}
            </s-button>
            <s-clipboard-item id={clipboard} text={ready} />
            {code.undoable && (
              <s-button
                variant="secondary"
                loading={busy}
                accessibilityLabel={speech.say('code.giveBackNamed', { reward: code.rewardName })}
                onClick={onGiveBack}
              >
                {speech.say('code.giveBack')}
              </s-button>
            )}
          </s-stack>
        )}
      </s-stack>
    </s-box>
  );
}

function terms({ minimumMinor, value, expiresAt }: StorefrontCode, speech: Speech): string {
  const parts = [speech.value(value)];
  if (minimumMinor !== null && 'currency' in value)
    parts.push(speech.say('reward.minimum', { amount: speech.money(minimumMinor, value.currency) }));
  if (expiresAt !== null) parts.push(speech.say('code.until', { day: speech.day(expiresAt) }));
  return parts.join(' · ');
}
