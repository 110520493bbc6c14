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
        {ready !== null ? <s-heading>{ready}</s-heading> : <s-text color="subdued">{stateLine(code, speech)}</s-text>}
        {ready !== null && <s-text color="subdued">{terms(code, speech)}</s-text>}
        {code.state === 'ready' && (ready !== null || code.issued !== undefined) && (
          <s-stack direction="inline" gap="base">
            {code.usableHere && ready !== null && shopUrl !== null && (
              <s-button variant="primary" href={`${shopUrl}/discount/${encodeURIComponent(ready)}?redirect=%2Fcart`}>
                {speech.say('code.shopWithIt')}
              </s-button>
            )}
            {code.use === 'counter' && <s-text>{speech.say('code.show')}</s-text>}
            {code.use === 'cart' && !code.usableHere && (
              <s-text color="subdued">{speech.say('code.elsewhere', { store: code.storeName })}</s-text>
            )}
            {ready !== null && (
              <s-button variant="secondary" command="--copy" commandFor={clipboard}>
                {speech.say('code.copy')}
              </s-button>
            )}
            {ready !== null && <s-clipboard-item id={clipboard} text={ready} />}
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

/** How it stands, or what was handed out where there is no code: store credit, a donation. */
function stateLine({ state, issued }: StorefrontCode, speech: Speech): string {
  if (issued === undefined) return speech.say(`code.${state}`);
  if (state === 'creating') return speech.say('code.onItsWay');
  if (state !== 'ready') return speech.say(`code.${state}`);
  const amount = issued.amountMinor === null ? '' : speech.money(issued.amountMinor, issued.currency);
  return issued.kind === 'donation' ? speech.say('code.donated', { cause: issued.partner }) : speech.say('code.credited', { amount });
}

function terms({ minimumMinor, value, expiresAt }: StorefrontCode, speech: Speech): string {
  const parts = [speech.value(value)];
  if (minimumMinor !== null && 'currency' in value)
    parts.push(speech.say('reward.minimum', { amount: speech.money(minimumMinor, value.currency) }));
  if (expiresAt !== null) parts.push(speech.say('code.until', { day: speech.day(expiresAt) }));
  return parts.join(' · ');
}
