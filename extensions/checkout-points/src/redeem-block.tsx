import { useMemo } from 'preact/hooks';
import type { StorefrontCode, StorefrontReward, StorefrontView } from '#app/contracts/storefront.ts';
import { ExpiryWarning } from '../../shared-ui/expiry-warning.tsx';
import { JoinButton } from '../../shared-ui/join-button.tsx';
import { ProblemNote } from '../../shared-ui/problem-note.tsx';
import { createRedeeming } from '../../shared-ui/redeeming.ts';
import { RewardRow } from '../../shared-ui/reward-row.tsx';
import type { Answer } from '../../shared-ui/rung-client.ts';
import type { Surface } from '../../shared-ui/surface.ts';
import { useDeed } from '../../shared-ui/use-deed.ts';
import { useLoad } from '../../shared-ui/use-load.ts';
import { CodeRow } from './code-row.tsx';

/** What people hand over takes nothing off this order. */
const NOT_FOR_ORDERS: ReadonlySet<string> = new Set([
  ...['item', 'experience', 'staffed-perk'],
  ...['gift-card', 'store-credit', 'voucher', 'donation', 'draw'],
]);

/** What the block needs of checkout. */
export interface Checkout {
  readonly discountCodes: { readonly value: readonly { readonly code: string }[] };
  readonly instructions: { readonly value: { readonly discounts: { readonly canUpdateDiscountCodes: boolean } } };
  readonly cost: { readonly subtotalAmount: { readonly value: { readonly amount: number; readonly currencyCode: string } } };
  readonly applyDiscountCodeChange: (change: {
    readonly type: 'addDiscountCode' | 'removeDiscountCode';
    readonly code: string;
  }) => Promise<{ readonly type: 'success' } | { readonly type: 'error'; readonly message: string }>;
}

interface RedeemBlockProps {
  readonly checkout: Checkout;
  readonly surface: Surface;
}

/** Rewards in reach are shown at once, the others behind one tap. */
const SHOWN_AT_ONCE = 3;

/**
 * Points at checkout: one tap redeems and puts the code on the order; taking it off again keeps the code, "Give back" returns the points. Where the platform
 * does not let codes be changed (accelerated checkouts, drafts) nothing is redeemed, so that nobody is left with a code that they cannot use.
 */
export function RedeemBlock({ checkout, surface }: RedeemBlockProps) {
  const { client, speech } = surface;
  const { now, reload } = useLoad('me', () => client.get<StorefrontView>('shopper/me'));
  if (now.state === 'loading') return <s-skeleton-paragraph />;
  // Checkout is for buying: what we cannot load stands in nobody's way.
  if (now.state === 'failed') return null;
  const view = now.value;
  switch (view.state) {
    case 'guest':
      return <s-text color="subdued">{speech.say('checkout.guest', { program: view.program.name })}</s-text>;
    case 'not-joined':
      return (
        <s-section heading={view.program.name}>
          <s-stack gap="base">
            <s-text>{welcomeLine(view, surface)}</s-text>
            <JoinButton surface={surface} onJoined={() => void reload()} />
          </s-stack>
        </s-section>
      );
    case 'member':
      return <MemberBlock view={view} checkout={checkout} surface={surface} onChanged={reload} />;
    case 'blocked':
    case 'left':
    case 'paused':
      return null;
  }
}

function welcomeLine({ program }: StorefrontView, { speech }: Surface): string {
  if (program.welcomePoints === null) return speech.say('checkout.join');
  return speech.say('checkout.joinWelcome', { points: speech.points(program.welcomePoints, program.unit) });
}

interface MemberBlockProps extends RedeemBlockProps {
  readonly view: StorefrontView;
  readonly onChanged: () => Promise<void>;
}

function MemberBlock({ view, checkout, surface, onChanged }: MemberBlockProps) {
  const { client, speech } = surface;
  const { unit } = view.program;
  const redeeming = useMemo(() => createRedeeming(client), [client]);
  const { busy, problem, run: doing } = useDeed(onChanged);
  const canApply = checkout.instructions.value.discounts.canUpdateDiscountCodes;
  const onOrder = new Set(checkout.discountCodes.value.map(({ code }) => code.toUpperCase()));
  const isOnOrder = ({ code }: StorefrontCode) => code !== null && onOrder.has(code.toUpperCase());
  const change = async (type: 'addDiscountCode' | 'removeDiscountCode', code: string): Promise<Answer<null>> => {
    const result = await checkout.applyDiscountCodeChange({ type, code });
    if (result.type === 'success') return { ok: true, value: null };
    return {
      ok: false,
      problem: {
        code: 'not-applied',
        message: speech.say(type === 'addDiscountCode' ? 'code.notApplied' : 'code.notRemoved'),
        isOurs: true,
      },
    };
  };
  const redeem = (reward: StorefrontReward, points: number | null) =>
    doing(reward.rewardId, async () => {
      const answer = await redeeming.redeem(reward, points);
      if (!answer.ok) return answer;
      const { code, state } = answer.value;
      if (code === null || state !== 'ready')
        return { ok: false, problem: { code: 'not-ready', message: speech.say('code.notReady'), isOurs: true } };
      return change('addDiscountCode', code);
    });
  const codes = view.codes.filter((code) => code.usableHere && (code.state === 'ready' || code.state === 'creating'));
  const hasOneOnOrder = codes.some(isOnOrder);
  const inReach =
    canApply && !hasOneOnOrder ? view.rewards.filter(({ available, value }) => available && !NOT_FOR_ORDERS.has(value.kind)) : [];
  const row = (reward: StorefrontReward) => (
    <RewardRow
      key={reward.rewardId}
      reward={reward}
      unit={unit}
      speech={speech}
      busy={busy === reward.rewardId}
      hindrance={orderTooSmall(reward, checkout, surface)}
      onRedeem={(points) => void redeem(reward, points)}
    />
  );
  return (
    <s-section heading={view.program.name}>
      <s-stack gap="base">
        <s-text>{balanceLine(view, surface)}</s-text>
        <ExpiryWarning view={view} speech={speech} />
        {!canApply && codes.length > 0 && <s-text color="subdued">{speech.say('checkout.cannotApply')}</s-text>}
        {codes.map((code) => (
          <CodeRow
            key={code.redemptionId}
            code={code}
            speech={speech}
            isOnOrder={isOnOrder(code)}
            canApply={canApply}
            busy={busy === code.redemptionId}
            onApply={() => void doing(code.redemptionId, () => change('addDiscountCode', code.code ?? ''))}
            onRemove={() => void doing(code.redemptionId, () => change('removeDiscountCode', code.code ?? ''))}
            onGiveBack={() => void doing(code.redemptionId, () => redeeming.undo(code.redemptionId))}
          />
        ))}
        {problem && <ProblemNote problem={problem} speech={speech} />}
        {inReach.slice(0, SHOWN_AT_ONCE).map(row)}
        {inReach.length > SHOWN_AT_ONCE && (
          <s-details>
            <s-summary>{speech.say('checkout.moreRewards')}</s-summary>
            <s-stack gap="base">{inReach.slice(SHOWN_AT_ONCE).map(row)}</s-stack>
          </s-details>
        )}
      </s-stack>
    </s-section>
  );
}

/** The balance; with nothing in reach, how far the nearest reward is. */
function balanceLine({ points, rewards, program: { unit } }: StorefrontView, { speech }: Surface): string {
  const balance = speech.points(points.shown, unit);
  const nearest = rewards.filter(({ reason, missing }) => reason === 'points' && missing > 0).sort((a, b) => a.missing - b.missing)[0];
  if (rewards.some(({ available }) => available) || !nearest) return speech.say('checkout.balance', { points: balance });
  return speech.say('checkout.balanceNearly', { points: balance, missing: speech.points(nearest.missing, unit), reward: nearest.name });
}

/** Only where the buyer pays in the currency that the minimum is in: everywhere else the platform judges. */
function orderTooSmall({ minimumMinor, value }: StorefrontReward, { cost }: Checkout, { speech }: Surface): string | null {
  const { amount, currencyCode } = cost.subtotalAmount.value;
  if (minimumMinor === null || !('currency' in value) || value.currency !== currencyCode) return null;
  const exponent = new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode }).resolvedOptions().maximumFractionDigits ?? 2;
  return Math.round(amount * 10 ** exponent) >= minimumMinor
    ? null
    : speech.say('reward.minimum', { amount: speech.money(minimumMinor, currencyCode) });
}
